import { setTimeout as delay } from 'node:timers/promises';
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
import type { ItemWriter } from '#server/sync/apply.ts';
import type { Connection } from '#server/sync/connect.ts';
import type { LiveState } from '#server/sync/read.ts';
import type { RunContext } from '#server/sync/run-context.ts';
import { takingOver } from '#server/sync/take-over.ts';

/** A webhook looks references up in a cache that learns of new objects within a second or two. */
const REFERENCE_RETRY_DELAYS_MS = [200, 500, 1_000, 2_000];

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
  const applyOnce = async (item: PlanItem): Promise<Written> => {
    const resource = desiredOf(item);
    const body = applyBody(resource, { owner: ctx.fabric.ownerUuid, lastUpdated: lastUpdated(item) });
    try {
      return await client.apply(kindOf(item), body, { force: ctx.fabric.conflictPolicy === 'force' });
    } catch (error) {
      if (!isOwnConflict(error)) throw error;
      return await client.apply(kindOf(item), body, { force: true });
    }
  };
  const apply = async (item: PlanItem): Promise<Written> => {
    for (const wait of REFERENCE_RETRY_DELAYS_MS) {
      try {
        return await applyOnce(item);
      } catch (error) {
        if (!isReferenceNotSeenYet(error)) throw error;
        await delay(wait, undefined, { signal: ctx.signal });
      }
    }
    return await applyOnce(item);
  };
  const remove = async (item: PlanItem): Promise<void> => {
    if (item.live === null) return;
    await client.delete(kindOf(item), item.identity, {
      uid: item.live.uid,
      resourceVersion: item.live.resourceVersion,
    });
  };

  return {
    gate: client.gate,
    before: (item) => beforeImage(live.get(item.key)),
    async write(item) {
      if (item.action === 'delete') {
        await remove(item);
        return { resourceVersion: null, warnings: [] };
      }
      // Under `respect` only what becomes ours is taken from those who had it.
      const takes = item.adopt || ctx.fabric.conflictPolicy === 'force';
      const place = { client, kind: kindOf(item), desired: desiredOf(item), live: live.get(item.key) };
      const { result: written, extraWrites } = takes
        ? await takingOver(place, () => apply(item))
        : { result: await apply(item), extraWrites: 0 };
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

function isReferenceNotSeenYet(error: unknown): boolean {
  return (
    isAppError(error) &&
    error.code === 'K8S_CRD_VALIDATION_FAILED' &&
    /denied the request/.test(String(error.details['raw'] ?? error.message)) &&
    /not found/i.test(error.message)
  );
}
