import { isEqual } from '#server/domain/plan/is-equal.ts';
import type { PlanItem } from '#server/domain/plan/plan-types.ts';
import { normalise } from '#server/domain/hedgehog/normalise.ts';
import type { KindName } from '#server/domain/hedgehog/kinds.ts';
import { referencesOf } from '#server/domain/hedgehog/references.ts';
import {
  resourceKey,
  type DesiredResource,
  type JsonObject,
  type LiveResource,
  type ResourceIdentity,
} from '#server/domain/resource.ts';
import { changedSpec } from './changed-spec.ts';

/** An object as one of the two views has it. */
export interface Node extends ResourceIdentity {
  readonly key: string;
  readonly spec: JsonObject;
}

/** An object that the plan makes, changes or takes away. */
export interface Change extends ResourceIdentity {
  readonly key: string;
  readonly before: Node | undefined;
  readonly after: Node | undefined;
  /** It is deleted and made again. */
  readonly replaced: boolean;
}

/** The fabric at one moment. */
export interface World {
  get(kind: KindName, name: string, namespace: string): Node | undefined;
  /** Objects of a kind that name this one in their spec. */
  referrers(target: ResourceIdentity, kind: KindName): readonly Node[];
}

export interface Worlds {
  readonly before: World;
  readonly after: World;
  readonly changes: readonly Change[];
  /** The change of an object, if the plan changes it. */
  changeOf(kind: KindName, name: string, namespace: string): Change | undefined;
}

export interface ImpactInput {
  readonly items: readonly PlanItem[];
  /** By resourceKey. */
  readonly desired: ReadonlyMap<string, DesiredResource>;
  /** By resourceKey. */
  readonly live: ReadonlyMap<string, LiveResource>;
}

type Resource = DesiredResource | LiveResource;

const nodeOf = (key: string, { kind, namespace, name }: ResourceIdentity, spec: JsonObject): Node => ({
  key,
  kind,
  namespace,
  name,
  spec,
});
/** In the form that changes are told in. */
const formOf = (key: string, resource: Resource): Node => nodeOf(key, resource, normalise(resource).spec);
/** As it is, where nothing is held against it. */
const asIs = (key: string, resource: Resource): Node => nodeOf(key, resource, resource.spec);

function changeOf(item: PlanItem, input: ImpactInput): Change | null {
  const { key, identity, action } = item;
  const live = input.live.get(key);
  const desired = input.desired.get(key);
  const of = (before: Node | undefined, after: Node | undefined): Change => ({
    ...identity,
    key,
    before,
    after,
    replaced: action === 'replace',
  });
  switch (action) {
    case 'none':
      return null;
    case 'create':
      return desired === undefined ? null : of(undefined, asIs(key, desired));
    case 'delete':
      return live === undefined ? null : of(asIs(key, live), undefined);
    case 'replace':
      return desired === undefined || live === undefined ? null : of(formOf(key, live), formOf(key, desired));
    case 'update': {
      if (live === undefined) return null;
      const before = formOf(key, live);
      const spec = changedSpec(before.spec, item.changes);
      return isEqual(before.spec, spec) ? null : of(before, nodeOf(key, live, spec));
    }
  }
}

/** Objects of one kind by the keys of those that they name. */
type Referrers = ReadonlyMap<string, readonly Node[]>;
const NONE: readonly Node[] = [];

function referrersOf(nodes: readonly Node[]): Referrers {
  const index = new Map<string, Node[]>();
  for (const node of nodes) {
    for (const reference of referencesOf(node)) {
      const place = resourceKey(reference);
      const list = index.get(place);
      if (list === undefined) index.set(place, [node]);
      else list.push(node);
    }
  }
  return index;
}

/** The reference graph backwards, kind by kind as it is asked for: most changes need few of the kinds. */
function backwards(nodes: Iterable<Node>): (target: string, kind: string) => readonly Node[] {
  const byKind = Map.groupBy(nodes, ({ kind }) => kind);
  const indexes = new Map<string, Referrers>();
  return (target, kind) => {
    const of = byKind.get(kind);
    if (of === undefined) return NONE;
    let index = indexes.get(kind);
    if (index === undefined) {
      index = referrersOf(of);
      indexes.set(kind, index);
    }
    return index.get(target) ?? NONE;
  };
}

/** Objects that no item touches; those of kinds that were not read, as the source has them. */
function untouchedNodes(input: ImpactInput, changed: ReadonlyMap<string, Change>): Map<string, Node> {
  const nodes = new Map<string, Node>();
  const kindsRead = new Set<string>();
  for (const [key, live] of input.live) {
    kindsRead.add(live.kind);
    if (!changed.has(key)) nodes.set(key, asIs(key, live));
  }
  for (const { key, action, drift, identity } of input.items) {
    if (action !== 'none' || drift !== 'unknown' || kindsRead.has(identity.kind)) continue;
    const desired = input.desired.get(key);
    if (desired !== undefined) nodes.set(key, asIs(key, desired));
  }
  return nodes;
}

/** The fabric before and after a plan, and what differs; changes are in the order of the items. */
export function worldsOf(input: ImpactInput): Worlds {
  const changes = new Map<string, Change>();
  for (const item of input.items) {
    const change = changeOf(item, input);
    if (change !== null) changes.set(item.key, change);
  }
  // A plan that changes nothing needs no view of the fabric.
  const untouched = changes.size === 0 ? new Map<string, Node>() : untouchedNodes(input, changes);
  const shared = backwards(untouched.values());
  const worldOf = (side: 'before' | 'after'): World => {
    const own = backwards([...changes.values()].flatMap((change) => change[side] ?? []));
    return {
      get(kind, name, namespace) {
        const key = resourceKey({ kind, name, namespace });
        const change = changes.get(key);
        return change === undefined ? untouched.get(key) : change[side];
      },
      referrers(target, kind) {
        const key = resourceKey(target);
        const [same, mine] = [shared(key, kind), own(key, kind)];
        return mine.length === 0 ? same : [...same, ...mine];
      },
    };
  };
  return {
    before: worldOf('before'),
    after: worldOf('after'),
    changes: [...changes.values()],
    changeOf: (kind, name, namespace) => changes.get(resourceKey({ kind, name, namespace })),
  };
}
