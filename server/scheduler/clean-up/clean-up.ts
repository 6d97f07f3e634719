import { sql, type SQL } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import type { Log } from '#server/log.ts';
import { removeOldEvents, removeSurplusTransitions } from '#server/scheduler/clean-up/remove-events.ts';
import { removeOldRuns, removeSurplusRuns } from '#server/scheduler/clean-up/remove-runs.ts';
import { BATCH, sweep } from '#server/scheduler/clean-up/sweep.ts';

export interface Keep {
  /** Days: runs, transitions, messages, closed notices. */
  readonly days: number;
  /** Of one fabric; twice as many transitions, since each run makes two. */
  readonly runs: number;
  readonly auditDays: number;
}

/** Sign-ins and limits that are over mean nothing: a day is kept for whoever looks into something. */
const LIMIT_DAYS = 1;

/**
 * Deletes what is older, or more, than is kept, in bounded batches with pauses. Never the last success of a fabric, its newest
 * transition, or anything of a run that is under way. Every process may call it at any time: one works, the others pass.
 * @returns how many rows were deleted
 */
export async function cleanUp(db: Database, log: Log, keep: Keep): Promise<number> {
  const deleted = {
    runs: (await removeOldRuns(db, keep.days)) + (await removeSurplusRuns(db, keep.runs)),
    events:
      (await removeOldEvents(db, { transitionDays: keep.days, auditDays: keep.auditDays })) +
      (await removeSurplusTransitions(db, 2 * keep.runs)),
    deliveries: await removeRows(db, sql`deliveries`, sql`finished_at < ${daysAgo(keep.days)}`),
    pushes: await removeRows(db, sql`push_deliveries`, sql`received_at < ${daysAgo(LIMIT_DAYS)}`),
    notices: await removeRows(db, sql`notices`, sql`closed_at < ${daysAgo(keep.days)}`),
    sessions: await removeRows(db, sql`sessions`, sql`expires_at < ${daysAgo(LIMIT_DAYS)}`),
    verifications: await removeRows(db, sql`verifications`, sql`expires_at < ${daysAgo(LIMIT_DAYS)}`),
    limits: await removeRows(
      db,
      sql`rate_limits`,
      sql`last_request < extract(epoch from ${daysAgo(LIMIT_DAYS)}) * 1000`,
    ),
  };
  const total = Object.values(deleted).reduce((sum, each) => sum + each, 0);
  if (total > 0) log.info(deleted, 'old history was removed');
  return total;
}

const daysAgo = (days: number): SQL => sql`statement_timestamp() - make_interval(days => ${days})`;

async function removeRows(db: Database, table: SQL, where: SQL): Promise<number> {
  return await sweep(db, async (tx) => {
    const removed = await tx.execute(sql`
      delete from ${table} where id in (select id from ${table} where ${where} limit ${BATCH}) returning id`);
    return removed.length === 0 ? 'done' : removed.length;
  });
}
