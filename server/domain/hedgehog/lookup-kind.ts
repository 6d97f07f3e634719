import type { ResourceIdentity } from '#server/domain/resource.ts';
import type { WriteScope } from '#server/domain/words.ts';
import { KIND_NAMES, KINDS, type HedgehogKind, type KindName } from './kinds.ts';

const GROUPS = new Set(KIND_NAMES.map((name) => KINDS[name].group));

export function isKindName(word: string): word is KindName {
  return Object.hasOwn(KINDS, word);
}

/** The kind by its name alone (names are unique over the groups); undefined for what is not Hedgehog's. */
export function kindNamed(name: string): HedgehogKind | undefined {
  return isKindName(name) ? KINDS[name] : undefined;
}

/** `vpc.githedgehog.com/v1beta1` */
export function apiVersionOf(kind: HedgehogKind): string {
  return `${kind.group}/${kind.version}`;
}

export type KindLookup =
  | { readonly found: HedgehogKind }
  /** Not ours to sync; `why` is a sentence for people. */
  | { readonly found: null; readonly why: string };

/**
 * The kind of a document by apiVersion and kind. Versions that are no longer served (v1alpha2) and kinds of other
 * projects are "other kinds": reported and left alone, never guessed at.
 */
export function lookupKind(apiVersion: string, kindName: string): KindLookup {
  const kind = kindNamed(kindName);
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/', 2) : ['', apiVersion];
  if (kind?.group === group) {
    if (kind.version === version) return { found: kind };
    return { found: null, why: `${kindName} is read as ${apiVersionOf(kind)}, not as ${apiVersion}` };
  }
  if (GROUPS.has(group)) return { found: null, why: `${kindName} is not a known kind of ${group}` };
  return { found: null, why: `${apiVersion} ${kindName} is not a Hedgehog kind` };
}

/**
 * Whether Hedgehog's controllers make and keep this object: all objects of some kinds, and the GatewayGroup `default`,
 * which the controller creates again by itself. Never written, never pruned.
 */
export function isControllerOwned(identity: Pick<ResourceIdentity, 'kind' | 'name'>): boolean {
  const kind = kindNamed(identity.kind);
  return kind?.controllerOwned === true || (identity.kind === 'GatewayGroup' && identity.name === 'default');
}

/** Whether a fabric of this write scope writes objects of this kind. */
export function isInWriteScope(kindName: string, scope: WriteScope): boolean {
  const kind = kindNamed(kindName);
  if (kind === undefined || kind.controllerOwned) return false;
  return scope === 'all' || kind.tenant;
}
