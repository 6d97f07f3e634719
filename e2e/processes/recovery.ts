import { and, eq, isNull } from 'drizzle-orm';
import { expect } from 'vitest';
import type { Database } from '#db/client.ts';
import {
  auditEvents,
  fabrics,
  runResults,
  runs,
  transitions,
  type FabricRow,
  type RunRow,
} from '#db/schema/index.ts';
import { eventually } from './processes.ts';

/** The contract's: whatever died, its run is found and ended within. */
export const FOUND_WITHIN_MS = 60_000;

export async function runOf(db: Database, fabricId: number): Promise<RunRow | undefined> {
  const [run] = await db.select().from(runs).where(eq(runs.fabricId, fabricId)).orderBy(runs.id).limit(1);
  return run;
}

export async function fabricOf(db: Database, id: number): Promise<FabricRow> {
  const [row] = await db.select().from(fabrics).where(eq(fabrics.id, id));
  if (row === undefined) throw new Error(`fabric ${id} is gone`);
  return row;
}

/** A run's row once it has ended. */
export async function endOfRun(db: Database, runId: number, withinMs: number): Promise<RunRow> {
  return await eventually(`run ${runId} has ended`, withinMs, async () => {
    const [run] = await db.select().from(runs).where(eq(runs.id, runId));
    return run !== undefined && run.finishedAt !== null ? run : undefined;
  });
}

/** Nothing half recorded: no write without an outcome, no gap in the log, one audit event for each thing that people did. */
export async function expectTrueRecord(db: Database, fabricId: number): Promise<void> {
  const ofFabric = await db.select().from(runs).where(eq(runs.fabricId, fabricId));
  for (const run of ofFabric.filter(({ finishedAt }) => finishedAt !== null)) {
    const unknown = and(eq(runResults.runId, run.id), isNull(runResults.outcome));
    expect(await db.$count(runResults, unknown), `run ${run.id}: writes without an outcome`).toBe(0);
  }
  const log = await db
    .select()
    .from(transitions)
    .where(eq(transitions.fabricId, fabricId))
    .orderBy(transitions.id);
  expect(log.map(({ from }) => from)).toEqual([null, ...log.slice(0, -1).map(({ to }) => to)]);
  const audited = await db.select().from(auditEvents).where(eq(auditEvents.fabricId, fabricId));
  const manual = ofFabric.filter(({ triggerType }) => triggerType === 'manual').map(({ id }) => id);
  const triggered = audited.filter(({ kind }) => kind === 'run.triggered').map(({ runId }) => runId);
  expect(new Set(triggered)).toEqual(new Set(manual));
  expect(triggered).toHaveLength(manual.length);
  expect(audited.filter(({ kind }) => /unexplained|refused/.test(kind))).toEqual([]);
}
