import type { CostlyGate } from '#server/api/costly-gate.ts';
import type { Endpoint } from '#server/api/definition.ts';
import type { Auth } from '#server/auth/auth.ts';
import type { Context } from '#server/services/context.ts';

/** What every endpoint is built from. */
export interface EndpointDependencies extends Omit<Context, 'actor'> {
  readonly auth: Auth;
  /** Address under which people open the app. */
  readonly publicUrl: string;
  /** Every endpoint that was added, for the document and for what a path allows. */
  readonly operations: Endpoint[];
  readonly costly: CostlyGate;
}
