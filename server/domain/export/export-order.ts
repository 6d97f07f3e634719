import { isControllerOwned, kindNamed } from '#server/domain/hedgehog/lookup-kind.ts';
import { planSync } from '#server/domain/plan/plan.ts';
import { resourceKey, type DesiredResource } from '#server/domain/resource.ts';

/**
 * Objects in the order in which a cluster takes them one by one: what is referred to comes first, object by object, then kinds
 * and names; the same objects always stand in the same order. What controllers make is left out, and kinds that are not synced.
 */
export function inExportOrder(resources: readonly DesiredResource[]): DesiredResource[] {
  const ours = resources.filter(
    (resource) => kindNamed(resource.kind) !== undefined && !isControllerOwned(resource),
  );
  const byKey = new Map(ours.map((resource) => [resourceKey(resource), resource]));
  // The order of creating all of it in an empty cluster.
  const { items } = planSync({
    desired: [...byKey.values()],
    live: [],
    stored: new Map(),
    owner: '',
    options: { force: false, prune: false, writeScope: 'all', conflictPolicy: 'force' },
  });
  return items.flatMap(({ key }) => byKey.get(key) ?? []);
}
