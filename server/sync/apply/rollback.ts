import { setTimeout as delay } from 'node:timers/promises';
import { AppError, isAppError } from '#server/domain/app-error.ts';
import { isEqual } from '#server/domain/plan/is-equal.ts';
import type { PlanItem } from '#server/domain/plan/plan-types.ts';
import { OWNERSHIP, resourceKey, type LiveResource } from '#server/domain/resource.ts';
import type { ServedKind } from '#server/kubernetes/served-kind.ts';
import { MAX_CONNECTIONS, REQUEST_TIMEOUT_MS } from '#server/kubernetes/target.ts';
import { itemsByLevel } from '#server/sync/apply/apply.ts';
import type { Connection } from '#server/sync/prepare/connect.ts';
import { journalResults, type JournalResult } from '#server/sync/record/journal.ts';
import { createPatience, mayPass, type Patience } from '#server/sync/apply/patience.ts';
import { forEachConcurrently } from '#server/sync/pool.ts';
import type { RunContext } from '#server/sync/run-context.ts';
import { despiteStaleCache } from '#server/sync/apply/stale-cache.ts';
import { untilGone } from '#server/sync/apply/until-gone.ts';

/** A cluster that is away this many requests' limits long is not waited for any more. */
const PATIENCE_REQUESTS = 2;

export interface WrittenItem {
  readonly item: PlanItem;
  /** As it was read before the run wrote; null = it was not there. */
  readonly before: LiveResource | null;
  /** What our write produced; null for a deletion, and for a write whose answer was lost. */
  readonly resourceVersion: string | null;
  /** The answer was lost: the write may have happened. */
  readonly lost: boolean;
}

/**
 * Puts back every object that this run changed, in reverse order of the writes: what was created is deleted, what was changed
 * or deleted gets its former content and owners of fields. Touches only what nobody else changed since; that, and what cannot
 * be reached though it was waited for, is reported.
 * @returns by key, `rolled_back` or `rollback_failed`; without those whose lost write turns out not to have happened, and without
 * those that were not reached before the run was stopped
 */
export async function rollBack(
  ctx: RunContext,
  connection: Connection,
  written: readonly WrittenItem[],
): Promise<ReadonlyMap<string, JournalResult>> {
  const results = new Map<string, JournalResult>();
  const { gate } = connection.client;
  const patience = createPatience({
    limitMs: PATIENCE_REQUESTS * (ctx.requestTimeoutMs ?? REQUEST_TIMEOUT_MS),
    onEnd: gate.shut,
    pause: (milliseconds) => delay(milliseconds, undefined, { signal: ctx.signal }),
  });
  const byKey = new Map(written.map((one) => [one.item.key, one]));
  for (const level of itemsByLevel(written.map(({ item }) => item)).toReversed()) {
    await forEachConcurrently(
      level.flatMap(({ key }) => byKey.get(key) ?? []),
      MAX_CONNECTIONS,
      async (one) => {
        const result = await outcomeOf(ctx, connection, one, patience);
        if (result === null) return;
        results.set(one.item.key, result);
        await journalResults(ctx.db, ctx.lease, new Map([[one.item.key, result]]));
      },
      { isOver: () => ctx.signal.aborted },
    );
  }
  gate.open();
  return results;
}

/** Null = nothing to say: there is nothing of ours to put back, or the run was stopped. */
async function outcomeOf(
  ctx: RunContext,
  connection: Connection,
  one: WrittenItem,
  patience: Patience,
): Promise<JournalResult | null> {
  try {
    const again = (): Promise<'back' | 'never written'> =>
      despiteStaleCache(
        () => putBack(ctx, connection, one),
        () => true,
        ctx.signal,
      );
    const found = await patience.during(again);
    if (found === 'never written') return null;
    return { outcome: 'rolled_back', message: 'put back as it was before this run' };
  } catch (error) {
    if (isAppError(error)) {
      // What may never have been written stays told as such; of a replacement it is known that it was.
      if (one.lost && (one.item.action !== 'replace' || mayPass(error))) return null;
      return { outcome: 'rollback_failed', code: error.code, message: `not put back: ${error.message}` };
    }
    if (ctx.signal.aborted) return null;
    throw error;
  }
}

/** Looks first, so that it may be done again after an answer that was lost. @throws AppError */
async function putBack(
  ctx: RunContext,
  { client, served }: Connection,
  one: WrittenItem,
): Promise<'back' | 'never written'> {
  const { item, before } = one;
  const { identity } = item;
  const kind = served.get(identity.kind);
  if (kind === undefined) throw new AppError('K8S_CRD_NOT_FOUND', { kind: identity.kind });
  let live = await client.get(kind, identity);
  if (!isOurWrite(ctx, one, live)) return 'never written';
  if (before === null) {
    if (live === null) return 'back';
    const resourceVersion = one.resourceVersion ?? live.resourceVersion;
    await client.delete(kind, identity, { uid: live.uid, resourceVersion });
    return 'back';
  }
  const isNew = live !== null && live.uid !== before.uid;
  if (item.action === 'replace' && live !== null && isNew && !hasContentOf(live, before)) {
    const resourceVersion = one.resourceVersion ?? live.resourceVersion;
    const deletion = await client.delete(kind, identity, { uid: live.uid, resourceVersion });
    if (deletion === 'terminating') await untilGone(client, { kind, identity, uid: live.uid }, ctx.signal);
    live = null;
  }
  if (live?.resourceVersion === before.resourceVersion) return 'back';
  if (live?.deletionTimestamp !== undefined) throw isLeaving(live);
  const { spec, labels, annotations, managedFields } = before;
  let content = live;
  if (live === null || !hasContentOf(live, before)) {
    const written =
      item.action === 'delete' || (item.action === 'replace' && live === null)
        ? await client.create(kind, bodyOf(kind, before))
        : await client.restore(
            kind,
            identity,
            { spec, labels, annotations },
            one.resourceVersion ?? live?.resourceVersion ?? before.resourceVersion,
          );
    content = written.live;
  }
  // A second write, since the fields of a change are its writer's.
  if (content !== null && managedFields.length > 0) {
    await client.restore(kind, identity, { managedFields }, content.resourceVersion);
  }
  return 'back';
}

const isLeaving = (live: LiveResource): AppError =>
  new AppError('K8S_CONFLICT', {
    resource: resourceKey(live),
    field: 'the object',
    manager: 'a deletion that is under way',
  });

/** Whether what stands there, or no longer does, came by our write; sure where the write was answered. */
function isOurWrite(
  { fabric }: RunContext,
  { item, before, lost }: WrittenItem,
  live: LiveResource | null,
): boolean {
  if (!lost) return true;
  const isGoing = live === null || live.deletionTimestamp !== undefined;
  if (item.action === 'delete') return isGoing;
  if (item.action === 'replace' && (live === null || live.uid === before?.uid)) return isGoing;
  if (live === null) return false;
  const { ownerLabel, lastUpdatedAnnotation } = OWNERSHIP;
  if (live.labels[ownerLabel] !== fabric.ownerUuid) return false;
  if (before === null || before.labels[ownerLabel] !== fabric.ownerUuid) return true;
  return live.annotations[lastUpdatedAnnotation] !== before.annotations[lastUpdatedAnnotation];
}

function hasContentOf(live: LiveResource, before: LiveResource): boolean {
  return (
    isEqual(live.spec, before.spec) &&
    isEqual(live.labels, before.labels) &&
    isEqual(live.annotations, before.annotations)
  );
}

function bodyOf(kind: ServedKind, { apiVersion, name, namespace, labels, annotations, spec }: LiveResource) {
  return { apiVersion, kind: kind.kind, metadata: { name, namespace, labels, annotations }, spec };
}
