import type { MutableObject } from './mutable-json.ts';
import type { PathTree } from './path-tree.ts';

/** How the specs of a kind are brought into one form. Both functions change the copy they are given. */
export interface SpecRules {
  /** Rewrites what is there as the webhook would: order, spelling, parts it removes. Adds nothing. */
  readonly rewrite: (spec: MutableObject) => void;
  /** The part of rewrite that concerns keys of maps; it must be sent in the server's spelling. */
  readonly rename?: (spec: MutableObject) => void;
  /** Adds what the webhook and the CRD add where the source is silent. */
  readonly fill: (spec: MutableObject) => void;
  readonly paths: PathTree;
}
