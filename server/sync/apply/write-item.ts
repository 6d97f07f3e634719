import { AppError, isAppError } from '#server/domain/app-error.ts';
import { applyBody } from '#server/domain/plan/manifest.ts';
import type { PlanItem } from '#server/domain/plan/plan-types.ts';
import {
  OWNERSHIP,
  type DesiredResource,
  type JsonObject,
  type LiveResource,
} from '#server/domain/resource.ts';
import type { ServedKind } from '#server/kubernetes/served-kind.ts';
import type { Written } from '#server/kubernetes/write.ts';
import type { ItemWriter } from '#server/sync/apply/apply.ts';
import type { Connection } from '#server/sync/prepare/connect.ts';
import type { LiveState } from '#server/sync/prepare/read.ts';
import { replaceObject } from '#server/sync/apply/replace-item.ts';
import type { RunContext } from '#server/sync/run-context.ts';
import { despiteStaleCache } from '#server/sync/apply/stale-cache.ts';
import { takingOver } from '#server/sync/apply/take-over.ts';

/** Writes the items of one run's plan to its cluster. */
export function createItemWriter(
  ctx: RunContext,
  { client, served }: Connection,
  desired: ReadonlyMap<string, DesiredResource>,
  live: LiveState,
): ItemWriter {
  const kindOf = (item: PlanItem): ServedKind => {
    const kind = served.get(item.identity.kind);
    if (kind === undefined) throw new AppError('K8S_CRD_NOT_FOUND', { kinds: item.identity.kind });
    return kind;
  };
  const desiredOf = (item: PlanItem): DesiredResource => {
    const resource = desired.get(item.key);
    if (resource === undefined) throw new Error(`${item.key} is planned but not desired`);
    return resource;
  };
  const applyOnce = async (item: PlanItem, before: LiveResource | undefined): Promise<Written> => {
    const marks = { owner: ctx.fabric.ownerUuid, lastUpdated: lastUpdated(item) };
    const body = applyBody(desiredOf(item), marks, before);
    try {
      return await client.apply(kindOf(item), body, { force: ctx.fabric.conflictPolicy === 'force' });
    } catch (error) {
      if (!isOwnConflict(error)) throw error;
      return await client.apply(kindOf(item), body, { force: true });
    }
  };
  const apply = async (item: PlanItem, before?: LiveResource): Promise<Written> => {
    return await despiteStaleCache(() => applyOnce(item, before), mayBeStale(item), ctx.signal);
  };
  const remove = async (item: PlanItem): Promise<void> => {
    if (item.live === null) return;
    const { uid, resourceVersion } = item.live;
    const once = () => client.delete(kindOf(item), item.identity, { uid, resourceVersion });
    await despiteStaleCache(once, mayBeStale(item), ctx.signal);
  };
  const replace = async (item: PlanItem): Promise<Written> => {
    if (item.live === null) throw new Error(`${item.key} is to be replaced and is not there`);
    const old = { kind: kindOf(item), identity: item.identity, ...item.live };
    return await replaceObject(
      client,
      old,
      { create: () => apply(item), mayBeStale: mayBeStale(item) },
      ctx.signal,
    );
  };

  return {
    gate: client.gate,
    before: (item) => beforeImage(live.get(item.key)),
    async write(item) {
      if (item.action === 'delete') {
        await remove(item);
        return { resourceVersion: null, warnings: [] };
      }
      if (item.action === 'replace') {
        const { live: created, warnings } = await replace(item);
        live.set(item.key, created);
        return { resourceVersion: created.resourceVersion, warnings, extraWrites: 1 };
      }
      // Under `respect` only what becomes ours is taken from those who had it.
      const takes = item.adopt || ctx.fabric.conflictPolicy === 'force';
      const place = { client, kind: kindOf(item), desired: desiredOf(item), live: live.get(item.key) };
      const { result: written, extraWrites } = takes
        ? await takingOver(place, (before) => apply(item, before))
        : { result: await apply(item, place.live), extraWrites: 0 };
      live.set(item.key, written.live);
      const { resourceVersion } = written.live;
      return { resourceVersion, warnings: written.warnings, extraWrites };
    },
  };
}

/** What rollback needs to put an object back. */
function beforeImage(live: LiveResource | undefined): JsonObject | null {
  if (live === undefined) return null;
  const { apiVersion, spec, labels, annotations } = live;
  return { apiVersion, spec, labels, annotations };
}

/** A real change dates the object anew; an equal one applied again (force) keeps its date. */
function lastUpdated(item: PlanItem): string {
  if (item.changes.length === 0 && item.live?.lastUpdated) return item.live.lastUpdated;
  return new Date().toISOString();
}

/** A conflict with what we wrote ourselves, when a rollback put an object back. */
function isOwnConflict(error: unknown): boolean {
  return (
    isAppError(error) && error.code === 'K8S_CONFLICT' && error.details['manager'] === OWNERSHIP.fieldManager
  );
}

/** What was created or deleted just before may not be known yet; of anything else only that it is not found. */
const mayBeStale =
  (item: PlanItem) =>
  (refusal: AppError): boolean =>
    item.action === 'replace' || item.dependsOn.length > 0 || /not found/i.test(refusal.message);
