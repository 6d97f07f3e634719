import type { ResourceIdentity } from '#server/domain/resource.ts';

/** What a request was about: the words of its failure, and what must not stand in them. */
export interface RequestContext {
  /** As RBAC names it: get, list, patch … */
  readonly verb: string;
  /** As RBAC names it: `vpcs.vpc.githedgehog.com`; absent for requests about no resource (/version). */
  readonly resource?: string;
  readonly kind?: string;
  readonly object?: ResourceIdentity;
  readonly secrets: Secrets;
  readonly now: Date;
}

/** What never stands in a message. */
export interface Secrets {
  readonly token: string | null;
  /** Origin of the API server; its host names are left out where a message allows. */
  readonly server: string;
}
