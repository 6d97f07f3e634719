import { sql, type SQL } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { BATCH, sweep } from '#server/scheduler/clean-up/sweep.ts';

interface Cursor {
  readonly at: Date;
  readonly id: number;
}

/** Where the log of a fabric goes on from: kept for as long as the fabric, whatever its age; so is what an active run has done. */
const isRemovable = sql`
  (
    events.kind <> 'transition'
    or not exists (select 1 from fabrics where fabrics.id = events.fabric_id)
    or exists (
      select 1 from events newer
      where newer.fabric_id = events.fabric_id and newer.kind = 'transition' and newer.id > events.id
    )
  )
  and not exists (
    select 1 from runs where runs.id = events.run_id and runs.status in ('pending', 'running')
  )`;

/** Transitions and audit rows have limits of their own. @returns how many were deleted */
export async function removeOldEvents(
  db: Database,
  limits: { readonly transitionDays: number; readonly auditDays: number },
): Promise<number> {
  const transitions = await removeOlder(db, sql`events.kind = 'transition'`, limits.transitionDays);
  return transitions + (await removeOlder(db, sql`events.kind <> 'transition'`, limits.auditDays));
}

async function removeOlder(db: Database, which: SQL, days: number): Promise<number> {
  let after: Cursor = { at: new Date(0), id: 0 };
  return await sweep(db, async (tx) => {
    const found = await tx.execute<{ id: number; at: Date }>(oldEventsQuery(which, days, after));
    const last = found.at(-1);
    if (last === undefined) return 'done';
    after = last;
    const list = sql.join(
      found.map(({ id }) => sql`${id}`),
      sql`, `,
    );
    const removed = await tx.execute(sql`delete from events where id in (${list}) returning id`);
    return removed.length;
  });
}

export const oldEventsQuery = (which: SQL, days: number, after: Cursor): SQL => sql`
  select events.id, events.at from events
  where events.at < statement_timestamp() - make_interval(days => ${days})
    and events.at >= ${after.at.toISOString()}::timestamptz
    and (events.at > ${after.at.toISOString()}::timestamptz or events.id > ${after.id})
    and ${which} and ${isRemovable}
  order by events.at, events.id
  limit ${BATCH}`;

/** Of each fabric the transitions beyond the newest so many. @returns how many were deleted */
export async function removeSurplusTransitions(db: Database, keep: number): Promise<number> {
  let fabricId = 0;
  return await sweep(db, async (tx) => {
    const [fabric] = await tx.execute<{ id: number }>(sql`
      select fabrics.id from fabrics
      where fabrics.id > ${fabricId} and exists (
        select 1 from events where events.fabric_id = fabrics.id and events.kind = 'transition' offset ${keep}
      )
      order by fabrics.id
      limit 1`);
    if (fabric === undefined) return 'done';
    const removed = await tx.execute(sql`
      delete from events where id in (
        select id from events where fabric_id = ${fabric.id} and kind = 'transition'
        order by id desc offset ${keep} limit ${BATCH}
      ) returning id`);
    if (removed.length < BATCH) fabricId = fabric.id;
    return removed.length;
  });
}
