import { desc, eq } from 'drizzle-orm';
import { expect } from 'vitest';
import { transitions } from '#db/schema/index.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';
import { readRun } from '#server/services/runs/read-run.ts';
import { readSyncStatus } from '#server/services/sync/read-sync-status.ts';
import { CONTRACT, type Contract, type FaultCode } from './contract.ts';
import type { EndedRun } from './engine.ts';
import { objectNamed } from './proxy/fault.ts';
import type { Placed, World } from './world.ts';

interface Differs {
  /** What the message says beyond the contract's words. */
  readonly message?: RegExp;
  readonly advice?: RegExp;
  /** For codes that the fabric's policy takes the retry series from. */
  readonly retry?: null;
}

/**
 * A run ended as the contract says of `code`, and everybody says the same: run row, fabric row, the API's words, the
 * transition and the log line. Everything that was written to the cluster stands in the run's results.
 */
export async function expectFailed(
  world: World,
  { id }: Pick<Placed, 'id'>,
  run: EndedRun,
  code: FaultCode,
  differs: Differs = {},
): Promise<void> {
  const wanted: Contract = { ...CONTRACT[code], ...(differs.retry === null ? { retry: null } : {}) };
  const { ctx } = world;

  expect(run).toMatchObject({ status: 'failed', errorCode: code });
  const message = run.errorMessage ?? '';
  const advice = run.errorAdvice ?? '';
  expect(message).toMatch(wanted.message);
  expect(message).not.toMatch(/: unknown\b|\bundefined\b|\[object/);
  if (differs.message !== undefined) expect(message).toMatch(differs.message);
  if (typeof wanted.advice === 'string') expect(advice).toBe(wanted.advice);
  if (differs.advice !== undefined) expect(advice).toMatch(differs.advice);

  const row = await world.fabricRow(id);
  const isConnection = wanted.column === 'connection_error';
  expect(row).toMatchObject({
    activeRunId: null,
    lastRunId: run.id,
    connectionError: isConnection ? message : null,
    syncError: isConnection ? null : message,
    errorCode: code,
    errorAdvice: advice,
    retryAttempt: wanted.retry === null ? 0 : 1,
    scheduleStopped: wanted.stopsSchedule,
    breakerFailures: wanted.countsForBreaker ? 1 : 0,
    breakerOpenUntil: null,
  });
  expectRetry(wanted, row);

  const shown = await readFabric(ctx, id);
  const next = row.retryAt?.toISOString() ?? null;
  expect(shown).toMatchObject({
    calculated_sync_status: 'error',
    message,
    error_message: message,
    connection_error: row.connectionError,
    sync_error: row.syncError,
    action_button: CONTRACT[code].retry === null ? 'Fix Configuration' : 'Retry',
    active_task_id: null,
    progress: null,
    error: { code, message, advice, error_id: run.taskId, retry_available: CONTRACT[code].retry !== null },
    last_result: { task_id: run.taskId, successful: false, message },
  });
  expect(shown.why).toMatch(whyOf(code, wanted));
  if (wanted.retry !== null) expect(shown.next_sync).toBe(next);
  if (wanted.stopsSchedule) expect(shown.next_sync).toBeNull();
  const status = await readSyncStatus(ctx, id);
  const { fabric_id, ...same } = status;
  expect(fabric_id).toBe(id);
  expect(shown).toMatchObject(same);
  expect(await readRun(ctx, run.id)).toMatchObject({
    successful: false,
    error_code: code,
    error_message: message,
    error_advice: advice,
  });

  const [last] = await ctx.db
    .select()
    .from(transitions)
    .where(eq(transitions.fabricId, id))
    .orderBy(desc(transitions.id))
    .limit(1);
  expect(last).toMatchObject({ from: 'syncing', to: 'error', reason: message, runId: run.id });

  const lines = world.lines().filter((line) => line['runId'] === run.id && line.level >= 40);
  expect(lines).toEqual([
    expect.objectContaining({ msg: 'run failed', fabricId: id, taskId: run.taskId, code, error: message }),
  ]);
  expectRecorded(world, run);
}

function expectRetry(wanted: Contract, row: { lastAttemptAt: Date | null; retryAt: Date | null }): void {
  if (wanted.retry === null) {
    expect(row.retryAt).toBeNull();
    return;
  }
  const seconds = ((row.retryAt?.getTime() ?? 0) - (row.lastAttemptAt?.getTime() ?? 0)) / 1_000;
  expect(seconds).toBeGreaterThanOrEqual(wanted.retry.between[0]);
  expect(seconds).toBeLessThanOrEqual(wanted.retry.between[1]);
}

/** What the fabric's row knows to differ is said behind why nothing runs. */
const KNOWN_DIFFERENCE = ', (?:\\d+ resources? drifted|the newest commit is not verified)';

function whyOf(code: FaultCode, { retry, stopsSchedule }: Contract): RegExp {
  if (stopsSchedule) {
    const cause = code.startsWith('K8S_AUTH') ? 'credentials refused' : `${code} needs a person`;
    return new RegExp(`^automatic runs stopped: ${cause}(?:${KNOWN_DIFFERENCE})?$`);
  }
  return retry === null ? /^next scheduled run at \d/ : new RegExp(`^retry 1 of ${retry.of} at \\d`);
}

/** Nothing was written that is not recorded: each object that the API server was asked to change has a result, and an outcome. */
export function expectRecorded({ proxy }: Pick<World, 'proxy'>, run: EndedRun): void {
  const outcomes = new Map(run.results.map(({ name, outcome }) => [name, outcome]));
  for (const write of proxy.writes()) {
    const name = objectNamed(write);
    expect(outcomes.get(name) ?? null, `${write.method} ${name} has no outcome`).not.toBeNull();
  }
}
