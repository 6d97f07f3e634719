import type { Context as HonoContext, Hono } from 'hono';
import type { z } from 'zod';
import type { SignedIn } from '#server/auth/actor.ts';
import type { Right } from '#server/domain/permissions.ts';
import type { VersionCondition } from '#server/domain/version-condition.ts';
import type { Context } from '#server/services/context.ts';
import type { OnceKey } from '#server/state/once.ts';

export interface ApiEnvironment {
  Variables: { signedIn: SignedIn | null };
}
export type Api = Hono<ApiEnvironment>;

export type Schema = z.ZodType | undefined;
type Out<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined;

/** One endpoint as data: the same schemas check the request, strip the answer and make the OpenAPI document. */
export interface Endpoint<
  P extends Schema = Schema,
  Q extends Schema = Schema,
  B extends Schema = Schema,
  A extends Schema = Schema,
> {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** `/api/hedgehog/fabrics/{id}` */
  readonly path: string;
  readonly summary: string;
  /** More than the summary says, in Markdown. */
  readonly description?: string;
  readonly tag: string;
  /** Who may call it: nobody need be signed in for `anyone`. */
  readonly right: Right | 'anyone';
  readonly params?: P;
  /** A parameter whose schema is an array may be given several times, any other once; unknown ones are refused. */
  readonly query?: Q;
  /** Takes and ignores query parameters that it does not know: monitoring adds its own. */
  readonly anyQuery?: boolean;
  readonly body?: B;
  /** The handler reads the body itself, byte by byte as it was signed; in a few words, what it is. */
  readonly ownBody?: string;
  /** An absent body stands for `{}`. */
  readonly bodyOptional?: boolean;
  /** Absent = no content. */
  readonly answer?: A;
  /** Media type of an answer that is a file; the handler makes the response. */
  readonly file?: string;
  readonly status: 200 | 201 | 202 | 204;
  /** Where the answer itself decides the status. */
  readonly statusOf?: (answer: Out<A>) => 200 | 202 | 503;
  /** Statuses of errors beside those that every endpoint may give. */
  readonly errors?: readonly (401 | 404 | 409 | 425 | 429 | 502 | 503)[];
  /** PATCH or DELETE of an object with a `version`; the handler hands `ifMatch` on to its verb, which compares it under its lock. */
  readonly versioned?: boolean;
  /**
   * POST: the body may also be an array. PATCH and DELETE of `…/{id}`: the same on `…` with an array of `{id, …}`. Each item
   * goes through the handler by itself.
   */
  readonly bulk?: boolean;
  /** Idempotency-Key is honoured; the handler hands `onceKey` on to its verb, which keeps it in its transaction. */
  readonly idempotent?: boolean;
  /** Asks a cluster or a Git host: a process answers only so many at once. */
  readonly costly?: boolean;
}

export interface ApiRequest<P extends Schema = Schema, Q extends Schema = Schema, B extends Schema = Schema> {
  readonly ctx: Context;
  readonly params: Out<P>;
  readonly query: Out<Q>;
  readonly body: Out<B>;
  readonly ifMatch: VersionCondition;
  readonly onceKey: OnceKey | null;
  readonly signedIn: SignedIn | null;
  readonly client: { readonly address: string; readonly userAgent: string };
  readonly http: HonoContext<ApiEnvironment>;
}

export type Handle = (request: ApiRequest) => Promise<unknown>;

export const honoPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');
