import { sql, type SQL } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { fabrics } from '#db/schema/index.ts';
import type { Log } from '#server/log.ts';
import { SYSTEM } from '#server/domain/actor.ts';
import { changeFabric } from '#server/state/change.ts';
import { startDueRun } from '#server/state/start-due-run.ts';

/** Fabrics looked at in one tick; the rest follow in the next. */
const BATCH = 100;
/** Whoever took a fabric has done with it by then, or is dead: somebody else takes it, inside the 5 s of the contract. */
const TAKEN_SECONDS = 3;
/** A fabric whose wake-up fails is left alone this long, so that it cannot starve the others. */
const FAILED_PAUSE_SECONDS = 60;

/**
 * Wakes the fabrics whose time has come: starts due runs, logs transitions made by time. One indexed statement takes them, so
 * that of any number of processes one at a time has a fabric in hand; the decision is made again under its lock.
 * @returns how many fabrics were woken
 */
export async function tick(db: Database, log: Log): Promise<number> {
  const due = await claimDue(db);
  for (const { id } of due) {
    try {
      await wake(db, id);
    } catch (error) {
      log.error({ err: error, fabricId: id }, 'waking a fabric failed');
      await db
        .update(fabrics)
        .set({ wakeAt: sql`clock_timestamp() + make_interval(secs => ${FAILED_PAUSE_SECONDS})` })
        .where(sql`${fabrics.id} = ${id}`);
    }
  }
  return due.length;
}

/** Takes the fabrics that are due by putting their time off: whoever dies with them only delays them. Locked ones are passed over. */
async function claimDue(db: Database): Promise<{ id: number }[]> {
  return await db.execute<{ id: number }>(claimDueQuery());
}

/** The statement's own time, not clock_timestamp(): what changes within a statement is never looked up in an index. */
export const claimDueQuery = (): SQL => sql`
    with due as materialized (
      select id from fabrics where wake_at <= statement_timestamp()
      order by last_sync is not null, wake_at
      limit ${BATCH}
      for no key update skip locked
    ), taken as (
      update fabrics set wake_at = clock_timestamp() + make_interval(secs => ${TAKEN_SECONDS})
      from due where fabrics.id = due.id
      returning fabrics.id, fabrics.last_sync
    )
    select id from taken order by last_sync is not null, id`;

async function wake(db: Database, id: number): Promise<void> {
  const actor = SYSTEM.scheduler.name;
  await changeFabric(db, id, { actor, reason: 'scheduled run started' }, async (tx, fabric, now) => {
    const patch = await startDueRun(tx, fabric, now, actor);
    const reason = fabric.pushedTree === null ? {} : { reason: 'run started for a push that waited' };
    return { patch: patch ?? {}, result: null, ...reason };
  });
}
