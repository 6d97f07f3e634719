import { isControllerOwned, isInWriteScope, kindNamed } from '#server/domain/hedgehog/lookup-kind.ts';
import { compareResource } from '#server/domain/plan/compare.ts';
import { ownerOf } from '#server/domain/plan/ownership.ts';
import {
  resourceKey,
  type DesiredResource,
  type FieldChange,
  type LiveResource,
  type ResourceIdentity,
} from '#server/domain/resource.ts';
import type { ImportScope } from '#server/domain/run.ts';
import type { ImportVerdict, WriteScope } from '#server/domain/words.ts';
import { importedResource } from './imported-resource.ts';

export interface ImportItem {
  readonly key: string;
  readonly resource: DesiredResource;
  readonly verdict: Exclude<ImportVerdict, 'left_out'>;
  /** Where the inventory says otherwise: desired = the inventory, live = the cluster. */
  readonly changes: readonly FieldChange[];
}

interface LeftOut {
  readonly identity: ResourceIdentity;
  /** A sentence for people. */
  readonly why: string;
}

export interface ImportPlan {
  /** In order of kinds, then names. */
  readonly items: readonly ImportItem[];
  readonly leftOut: readonly LeftOut[];
}

export interface ImportInput {
  readonly live: Iterable<LiveResource>;
  /** By resourceKey; what the inventory holds now. */
  readonly inventory: ReadonlyMap<string, DesiredResource>;
  readonly scope: Pick<ImportScope, 'kinds' | 'names'>;
  /** UUID of the fabric, as in the owner label. */
  readonly owner: string;
  readonly writeScope: WriteScope;
}

/**
 * What an import brings into the inventory: every object of the asked kinds and names, but for those that controllers make, that
 * belong to another fabric, that are being deleted, that this fabric may not write, or that no database can hold. An object of which the inventory says
 * what the cluster holds stays as it is there, defaults written out or not.
 */
export function planImport({ live, inventory, scope, owner, writeScope }: ImportInput): ImportPlan {
  const items: ImportItem[] = [];
  const leftOut: LeftOut[] = [];
  for (const object of live) {
    if (scope.kinds !== undefined && !scope.kinds.includes(object.kind)) continue;
    if (scope.names !== undefined && !scope.names.includes(object.name)) continue;
    // Nobody wonders about what is never anybody's to sync.
    if (kindNamed(object.kind)?.controllerOwned !== false) continue;
    const why = whyLeftOut(object, owner, writeScope);
    const { kind, namespace, name } = object;
    const item = why === null ? itemOf(object, inventory.get(resourceKey(object))) : null;
    if (item === null || !isText(item.resource)) {
      leftOut.push({ identity: { kind, namespace, name }, why: why ?? `${kind} ${name} holds ${NO_TEXT}` });
    } else items.push(item);
  }
  return {
    items: items.toSorted((a, b) => byKind(a.resource, b.resource)),
    leftOut: leftOut.toSorted((a, b) => byKind(a.identity, b.identity)),
  };
}

const NO_TEXT = 'NUL or half of a surrogate pair in one of its texts, which cannot be kept here';

/** Whether the inventory can hold it word for word: what it holds is written to the cluster. */
function isText(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every((entry) => entry.every(isText));
}

function whyLeftOut(live: LiveResource, owner: string, writeScope: WriteScope): string | null {
  const { kind, name } = live;
  if (isControllerOwned(live))
    return `${kind} ${name} is made by Hedgehog's own controller and is left to it`;
  if (!isInWriteScope(kind, writeScope)) {
    return `${kind} ${name} is outside the write scope of this fabric (tenant kinds only)`;
  }
  const other = ownerOf(live);
  if (other !== null && other !== owner) return `${kind} ${name} belongs to another fabric`;
  if (live.deletionTimestamp !== undefined) return `${kind} ${name} is being deleted in the cluster`;
  return null;
}

function itemOf(live: LiveResource, known: DesiredResource | undefined): ImportItem {
  const resource = importedResource(live);
  const key = resourceKey(live);
  if (known === undefined) return { key, resource, verdict: 'new', changes: [] };
  // Both ways: what the cluster has beside is a difference too, since the inventory shall say what the cluster holds.
  const changes = [
    ...compareResource(known, live),
    ...compareResource(resource, { ...live, ...contentOf(known), managedFields: [] }).map(swapped),
  ];
  const each = new Map(changes.map((change) => [JSON.stringify(change.path), change]));
  if (each.size === 0) return { key, resource: known, verdict: 'unchanged', changes: [] };
  return { key, resource, verdict: 'replaced', changes: [...each.values()] };
}

const contentOf = ({ spec, labels, annotations }: DesiredResource) => ({ spec, labels, annotations });

const swapped = ({ path, desired, live }: FieldChange): FieldChange => ({
  path,
  ...(live === undefined ? {} : { desired: live }),
  ...(desired === undefined ? {} : { live: desired }),
});

function byKind(a: ResourceIdentity, b: ResourceIdentity): number {
  const rank = (identity: ResourceIdentity): number => kindNamed(identity.kind)?.order ?? 0;
  const [left, right] = [resourceKey(a), resourceKey(b)];
  return rank(a) - rank(b) || (left < right ? -1 : left > right ? 1 : 0);
}
