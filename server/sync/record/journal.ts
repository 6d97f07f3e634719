import { and, eq, gt, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { runResults, runs } from '#db/schema/index.ts';
import { storable, storedJson } from '#db/stored-json.ts';
import type { PlanItem } from '#server/domain/plan/plan-types.ts';
import type { JsonObject } from '#server/domain/resource.ts';
import type { ResultOutcome } from '#server/domain/words.ts';
import { RunStopped, type HeldLease } from '#server/jobs/lease.ts';
import { holdsLease, type Lease } from '#server/state/end-run.ts';
import { despiteOutage } from '#server/sync/despite-outage.ts';

/** What became of one object; filled in after the write. */
export interface JournalResult {
  readonly outcome: ResultOutcome;
  readonly code?: string;
  readonly message?: string;
  readonly warnings?: readonly string[];
  readonly resourceVersion?: string;
}

/** Rows of one statement: their JSON stays within a few megabytes. */
const BATCH = 1_000;

/** What the journal says of an item. */
type JournalItem = Pick<PlanItem, 'identity' | 'action' | 'reason' | 'changes'>;

export interface JournalEntry {
  readonly item: JournalItem;
  /** The live object before the write; null = it was not there. */
  readonly before: JsonObject | null;
}

/**
 * Says what is about to be written, before it is, and marks the run as having written: stopped from now on, it leaves an error.
 * A row whose outcome stays null was under way when the worker died: it may or may not have happened.
 * @throws RunStopped when the run is not ours any more: nothing may be written
 */
export async function journalIntent(
  db: Database,
  lease: HeldLease,
  entries: readonly JournalEntry[],
): Promise<void> {
  for (let start = 0; start < entries.length; start += BATCH) {
    // As one parameter: thousands of them are most of the time that a large run spends here.
    const rows = storedJson(
      entries.slice(start, start + BATCH).map(({ item, before }) => ({
        ...item.identity,
        action: item.action,
        reason: item.reason,
        changes: item.changes,
        before,
      })),
    );
    // One statement: the first write of a small run waits for one round trip. There already when it was done before, and only
    // its answer was lost.
    const write = () =>
      db.execute(sql`
        with own as (
          update ${runs} set wrote_at = coalesce(wrote_at, clock_timestamp()) where ${holdsLease(lease)} returning 1),
        said as (
          insert into run_results (run_id, kind, namespace, name, action, reason, changes, before)
          select ${lease.runId}::bigint, kind, namespace, name, action, reason, changes, nullif(before, 'null'::jsonb)
          from own, jsonb_to_recordset(${rows}::jsonb) as given(
            kind text, namespace text, name text, action text, reason text, changes jsonb, before jsonb)
          on conflict do nothing)
        select 1 from own`);
    const own = await despiteOutage(lease, write);
    if (own.length === 0) throw new RunStopped('lost');
  }
}

/**
 * Records outcomes. Also after the run was ended from outside: what this worker did is true, as long as its lease stands.
 */
export async function journalResults(
  db: Database,
  lease: HeldLease,
  results: ReadonlyMap<string, JournalResult>,
): Promise<void> {
  const rows = [...results].map(([key, result]) => ({ key, ...result }));
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = storedJson(rows.slice(start, start + BATCH));
    const write = () =>
      db.execute(sql`
      update run_results set
        outcome = given.outcome,
        code = given.code,
        message = given.message,
        warnings = coalesce(given.warnings, '[]'::jsonb),
        resource_version = coalesce(given."resourceVersion", run_results.resource_version),
        at = clock_timestamp()
      from jsonb_to_recordset(${batch}::jsonb)
        as given(key text, outcome text, code text, message text, warnings jsonb, "resourceVersion" text)
      where run_results.run_id = ${lease.runId}
        and run_results.kind = split_part(given.key, '/', 1)
        and run_results.namespace = split_part(given.key, '/', 2)
        and run_results.name = split_part(given.key, '/', 3)
        and exists (${db.select({ id: runs.id }).from(runs).where(leaseStands(lease))})`);
    await despiteOutage(lease, write);
  }
}

/** Like holdsLease, also after the run was ended from outside. */
export function leaseStands(lease: Lease) {
  return and(
    eq(runs.id, lease.runId),
    eq(runs.worker, lease.worker),
    eq(runs.attempt, lease.attempt),
    gt(runs.leaseUntil, sql`clock_timestamp()`),
  );
}

/** Results of objects that were looked at but not written: refused, skipped, in conflict. */
export async function journalUnwritten(
  db: Database,
  lease: HeldLease,
  entries: readonly {
    readonly item: JournalItem;
    readonly result: JournalResult;
  }[],
): Promise<void> {
  for (let start = 0; start < entries.length; start += BATCH) {
    const rows = entries.slice(start, start + BATCH).map(({ item, result }) => ({
      runId: lease.runId,
      ...item.identity,
      action: item.action,
      reason: item.reason,
      changes: [...item.changes],
      outcome: result.outcome,
      code: result.code ?? null,
      message: result.message ?? null,
    }));
    const write = () =>
      db.transaction(async (tx) => {
        const [held] = await tx.select({ id: runs.id }).from(runs).where(leaseStands(lease)).for('share');
        if (held !== undefined) await tx.insert(runResults).values(storable(rows)).onConflictDoNothing();
      });
    await despiteOutage(lease, write);
  }
}
