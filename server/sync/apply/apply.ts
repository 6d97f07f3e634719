import { isAppError, type AppError } from '#server/domain/app-error.ts';
import { errorDefinition } from '#server/domain/errors.ts';
import { pathText } from '#server/domain/plan/path-text.ts';
import type { FieldConflict, PlanItem } from '#server/domain/plan/plan-types.ts';
import type { JsonObject } from '#server/domain/resource.ts';
import { RunStopped } from '#server/jobs/lease.ts';
import { NotSent, type Gate } from '#server/kubernetes/send.ts';
import { MAX_CONNECTIONS } from '#server/kubernetes/target.ts';
import { mayPass } from '#server/sync/apply/patience.ts';
import { journalIntent, journalResults, type JournalResult } from '#server/sync/record/journal.ts';
import { noticeEnd } from '#server/sync/notice-end.ts';
import { forEachConcurrently } from '#server/sync/pool.ts';
import { createResultRecorder, type ResultRecorder } from '#server/sync/record/result-recorder.ts';
import type { RunContext } from '#server/sync/run-context.ts';

interface ItemWritten {
  readonly resourceVersion: string | null;
  readonly warnings: readonly string[];
  /** Writes before the last one. */
  readonly extraWrites?: number;
}

/** What one write needs to know; the run decides how an item is written. */
export interface ItemWriter {
  /** Writes one object. @throws AppError */
  write(item: PlanItem): Promise<ItemWritten>;
  /** Of the client that writes. */
  readonly gate: Gate;
  /** The live object before the write, for the journal; null = it is not there. */
  before(item: PlanItem): JsonObject | null;
}

export interface ApplyOutcome {
  readonly results: ReadonlyMap<string, JournalResult>;
  /** Keys in the order in which they were written, for rollback. */
  readonly written: readonly string[];
  /** Keys whose write got no answer that says what became of it, and replacements that ended half way: it may have happened. */
  readonly lost: readonly string[];
  /** The first error of an object, or the fault that ended the step; null = everything was applied. */
  readonly error: AppError | null;
  readonly writes: number;
}

/** An error of one object; the others can go on. Anything else (connection, credentials, time) ends the step. */
const OBJECT_ERRORS = new Set(['K8S_CRD_VALIDATION_FAILED', 'K8S_CONFLICT', 'K8S_CRD_NOT_FOUND']);

/**
 * Writes a plan's items level by level, side by side inside a level (the client holds the rate that the cluster bears). What failed is recorded per
 * object; what depends on it is skipped. Under the policy `rollback` the first failure stops further writes. A run that is stopped sends nothing
 * more, and gets the outcome of what is under way: the signal says so, nothing is thrown.
 */
export async function applyItems(
  ctx: RunContext,
  items: readonly PlanItem[],
  writer: ItemWriter,
  onWritten: (done: number, item: PlanItem) => void,
): Promise<ApplyOutcome> {
  const recorder = createResultRecorder((batch) => journalResults(ctx.db, ctx.lease, batch));
  const tally = createTally(ctx, recorder);
  let done = 0;
  const write = async (item: PlanItem): Promise<void> => {
    try {
      tally.written(item, await writer.write(item));
    } catch (fault) {
      // The work was over before it was sent: told as not tried, with those that wait behind it.
      if (fault instanceof NotSent || (ctx.signal.aborted && !isAppError(fault))) return;
      if (!isAppError(fault)) throw fault;
      tally.failed(item, fault);
    }
    done += 1;
    onWritten(done, item);
  };
  try {
    for (const level of itemsByLevel(items)) {
      if (tally.isOver()) break;
      const intent = level.map((item) => ({ item, before: writer.before(item) }));
      if (!(await isStillOurs(ctx, () => journalIntent(ctx.db, ctx.lease, intent)))) break;
      const ready = level.filter((item) => !tally.skippedForWaiting(item));
      await forEachConcurrently(ready, MAX_CONNECTIONS, write, {
        isOver: () => tally.isOver() || ctx.signal.aborted,
        gate: writer.gate,
      });
      for (const item of ready) tally.notTriedIfOpen(item);
      recorder.flush();
      if (ctx.signal.aborted) break;
    }
  } finally {
    await recorder.finish();
  }
  return tally.outcome();
}

/** What became of each item so far; every result goes to the journal with the next batch. */
function createTally(ctx: RunContext, recorder: ResultRecorder) {
  const results = new Map<string, JournalResult>();
  const written: string[] = [];
  const lost: string[] = [];
  let error: AppError | null = null;
  let writes = 0;
  const stopsAtFirst = ctx.fabric.failurePolicy === 'rollback';
  const settle = (item: PlanItem, result: JournalResult): void => {
    results.set(item.key, result);
    recorder.add(item.key, result);
  };
  return {
    /** No more is to be written. */
    isOver: () =>
      error !== null && (!OBJECT_ERRORS.has(error.code) || (stopsAtFirst && !isKeptConflict(ctx, error))),
    written(item: PlanItem, { resourceVersion, warnings, extraWrites = 0 }: ItemWritten): void {
      writes += 1 + extraWrites;
      written.push(item.key);
      settle(item, {
        outcome: item.action === 'delete' ? 'deleted' : 'applied',
        warnings: [...warnings, ...item.conflicts.map(takenOver)],
        ...(resourceVersion === null ? {} : { resourceVersion }),
      });
    },
    failed(item: PlanItem, fault: AppError): void {
      writes += 1;
      error = worse(error, fault);
      if (mayHaveHappened(fault) || item.action === 'replace') lost.push(item.key);
      settle(item, failureResult(fault));
    },
    /** Whether it needs what failed or was skipped itself; then it is skipped. */
    skippedForWaiting(item: PlanItem): boolean {
      const waitsFor = item.dependsOn.find((key) => isFailure(results.get(key)));
      if (waitsFor !== undefined) settle(item, { outcome: 'skipped', message: `waits for ${waitsFor}` });
      return waitsFor !== undefined;
    },
    notTriedIfOpen(item: PlanItem): void {
      if (!results.has(item.key)) settle(item, { outcome: 'skipped', message: notTried(ctx, error) });
    },
    outcome: (): ApplyOutcome => ({ results, written, lost, error, writes }),
  };
}

/** Under `force` the desired state wins, and the conflict is recorded. */
const takenOver = ({ path, manager }: FieldConflict): string =>
  `${pathText(path)} was owned by ${manager}; the desired state won`;

function notTried({ signal }: RunContext, error: AppError | null): string {
  if (signal.aborted || error === null) return 'not tried: the run was stopped';
  return `not tried after: ${error.message}`;
}

/** Under `respect` a conflict is reported, the rest is applied and kept. */
function isKeptConflict(ctx: RunContext, error: AppError): boolean {
  return error.code === 'K8S_CONFLICT' && ctx.fabric.conflictPolicy === 'respect';
}

function failureResult(error: AppError): JournalResult {
  return {
    outcome: error.code === 'K8S_CONFLICT' ? 'conflict' : 'failed',
    code: error.code,
    message: mayHaveHappened(error) ? `${error.message}; the write may have happened` : error.message,
  };
}

/** Whether a failed write may have taken effect: its answer was lost, or its server was in trouble. A 429 did nothing. */
const mayHaveHappened = (error: AppError): boolean => mayPass(error) && error.code !== 'K8S_RATE_LIMITED';

/** False = the run was ended from outside, or is somebody else's: the signal then says so. */
async function isStillOurs(ctx: RunContext, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (fault) {
    if (!(fault instanceof RunStopped)) throw fault;
    await noticeEnd(ctx.db, ctx.lease);
    return false;
  }
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

/** Lowest first. */
export function itemsByLevel(items: readonly PlanItem[]): PlanItem[][] {
  const levels = new Map<number, PlanItem[]>();
  for (const item of items) {
    const level = levels.get(item.level);
    if (level === undefined) levels.set(item.level, [item]);
    else level.push(item);
  }
  return [...levels].sort(([a], [b]) => a - b).map(([, level]) => level);
}
