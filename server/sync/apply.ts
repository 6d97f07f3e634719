import { isAppError, type AppError } from '#server/domain/app-error.ts';
import { errorDefinition } from '#server/domain/errors.ts';
import type { PlanItem } from '#server/domain/plan/plan-types.ts';
import type { JsonObject } from '#server/domain/resource.ts';
import { MAX_CONNECTIONS } from '#server/kubernetes/target.ts';
import { journalIntent, journalResults, type JournalResult } from '#server/sync/journal.ts';
import { forEachConcurrently } from '#server/sync/pool.ts';
import type { RunContext } from '#server/sync/run-context.ts';

/** What one write needs to know; the run decides how an item is written. */
export interface ItemWriter {
  /** Writes one object. @throws AppError */
  write(
    item: PlanItem,
  ): Promise<{ readonly resourceVersion: string | null; readonly warnings: readonly string[] }>;
  /** The live object before the write, for the journal; null = it is not there. */
  before(item: PlanItem): JsonObject | null;
}

export interface ApplyOutcome {
  readonly results: ReadonlyMap<string, JournalResult>;
  /** Keys in the order in which they were written, for rollback. */
  readonly written: readonly string[];
  /** The first error of an object, or the fault that ended the step; null = everything was applied. */
  readonly error: AppError | null;
  readonly writes: number;
}

/** An error of one object; the others can go on. Anything else (connection, credentials, time) ends the step. */
const OBJECT_ERRORS = new Set(['K8S_CRD_VALIDATION_FAILED', 'K8S_CONFLICT', 'K8S_CRD_NOT_FOUND']);

/** Results are recorded this often at the latest, so that a long level does not lose them. */
const RECORD_EVERY = 200;

/**
 * Writes a plan's items level by level, side by side inside a level (the client holds the rate that the cluster bears). What failed is recorded per
 * object; what depends on it is skipped. Under the policy `rollback` the first failure stops further writes.
 */
export async function applyItems(
  ctx: RunContext,
  items: readonly PlanItem[],
  writer: ItemWriter,
  onWritten: (done: number, item: PlanItem) => void,
): Promise<ApplyOutcome> {
  const results = new Map<string, JournalResult>();
  const written: string[] = [];
  let error: AppError | null = null;
  let writes = 0;
  let done = 0;
  const stopsAtFirst = ctx.fabric.failurePolicy === 'rollback';
  const isOver = (): boolean =>
    error !== null && (!OBJECT_ERRORS.has(error.code) || (stopsAtFirst && !isKeptConflict(ctx, error)));

  for (const level of byLevel(items)) {
    if (isOver()) break;
    const ready = level.filter((item) => {
      const waitsFor = item.dependsOn.find((key) => isFailure(results.get(key)));
      if (waitsFor === undefined) return true;
      results.set(item.key, { outcome: 'skipped', message: `waits for ${waitsFor}` });
      return false;
    });
    await journalIntent(
      ctx.db,
      ctx.lease,
      level.map((item) => ({ item, before: writer.before(item) })),
    );
    let unrecorded = new Map<string, JournalResult>();
    const record = async (): Promise<void> => {
      const batch = unrecorded;
      unrecorded = new Map();
      await journalResults(ctx.db, ctx.lease, batch);
    };
    const settle = (item: PlanItem, result: JournalResult): void => {
      results.set(item.key, result);
      unrecorded.set(item.key, result);
    };
    for (const item of level) {
      const skipped = results.get(item.key);
      if (skipped !== undefined) unrecorded.set(item.key, skipped);
    }
    try {
      await forEachConcurrently(
        ready,
        MAX_CONNECTIONS,
        async (item) => {
          try {
            writes += 1;
            const { resourceVersion, warnings } = await writer.write(item);
            written.push(item.key);
            settle(item, {
              outcome: item.action === 'delete' ? 'deleted' : 'applied',
              warnings,
              ...(resourceVersion === null ? {} : { resourceVersion }),
            });
          } catch (fault) {
            if (!isAppError(fault)) throw fault;
            error = worse(error, fault);
            settle(item, failureResult(fault));
          }
          done += 1;
          onWritten(done, item);
          if (unrecorded.size >= RECORD_EVERY) await record();
        },
        () => isOver() || ctx.signal.aborted,
      );
      for (const item of ready) {
        if (!results.has(item.key)) settle(item, { outcome: 'skipped', message: notTried(error) });
      }
    } finally {
      await record();
    }
    ctx.signal.throwIfAborted();
  }
  return { results, written, error, writes };
}

const notTried = (error: AppError | null): string =>
  error === null ? 'not tried: the run was stopped' : `not tried after: ${error.message}`;

/** Under `respect` a conflict is reported, the rest is applied and kept. */
function isKeptConflict(ctx: RunContext, error: AppError): boolean {
  return error.code === 'K8S_CONFLICT' && ctx.fabric.conflictPolicy === 'respect';
}

function failureResult(error: AppError): JournalResult {
  return {
    outcome: error.code === 'K8S_CONFLICT' ? 'conflict' : 'failed',
    code: error.code,
    message: error.message,
  };
}

const isFailure = (result: JournalResult | undefined): boolean =>
  result !== undefined && ['failed', 'skipped', 'conflict'].includes(result.outcome);

/** The error that the run ends with: what stops everything before what concerns one object, then the first. */
function worse(standing: AppError | null, fault: AppError): AppError {
  if (standing === null) return fault;
  const general = (each: AppError): boolean => !OBJECT_ERRORS.has(each.code);
  if (general(fault) !== general(standing)) return general(fault) ? fault : standing;
  return errorDefinition(fault.code).stopsSchedule && !errorDefinition(standing.code).stopsSchedule
    ? fault
    : standing;
}

function byLevel(items: readonly PlanItem[]): PlanItem[][] {
  const levels = new Map<number, PlanItem[]>();
  for (const item of items) {
    const level = levels.get(item.level);
    if (level === undefined) levels.set(item.level, [item]);
    else level.push(item);
  }
  return [...levels].sort(([a], [b]) => a - b).map(([, level]) => level);
}
