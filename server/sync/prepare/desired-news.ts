import { createBoundedCache } from '#server/git/bounded-cache.ts';
import { resourceKey, type DesiredResource } from '#server/domain/resource.ts';
import type { DesiredNews } from '#server/sync/prepare/store-desired.ts';

interface Kept {
  /** What the fabric's row says of where the rows were taken from; only as long as it says the same they are these. */
  readonly from: string;
  readonly resources: ReadonlyMap<string, DesiredResource>;
}

/** By fabric; weighs a resource each. An object that was read of the same file of the same content is the same object. */
const kept = createBoundedCache<Kept>(200_000);

/** What of a source the rows do not say yet. @param from what the fabric's row says now of where they were taken from */
export function desiredNews(
  fabricId: number,
  from: string | null,
  resources: readonly DesiredResource[],
): DesiredNews {
  const before = kept.get(String(fabricId));
  if (before === undefined || before.from !== from) return { changed: resources, gone: null };
  const now = new Set(resources.map(resourceKey));
  return {
    changed: resources.filter((resource) => before.resources.get(resourceKey(resource)) !== resource),
    gone: [...before.resources.keys()].filter((key) => !now.has(key)),
  };
}

/** The rows say this now. */
export function rememberDesired(fabricId: number, from: string, resources: readonly DesiredResource[]): void {
  const byKey = new Map(resources.map((resource) => [resourceKey(resource), resource]));
  kept.set(String(fabricId), { from, resources: byKey }, resources.length + 1);
}
