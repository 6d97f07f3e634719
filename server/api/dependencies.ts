import type { Auth } from '#server/auth/auth.ts';
import type { Context } from '#server/services/context.ts';

/** What every endpoint is built from. */
export interface EndpointDependencies extends Omit<Context, 'actor'> {
  readonly auth: Auth;
  /** Address under which people open the app. */
  readonly publicUrl: string;
}
