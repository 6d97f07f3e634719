import { sql, type SQL } from 'drizzle-orm';
import type { Database, Transaction } from '#db/client.ts';
import { BATCH, sweep } from '#server/scheduler/clean-up/sweep.ts';

/**
 * Ended, in nobody's hands, not shown by its fabric, and not the last success of its sort (sync, part of one, import): those are kept
 * whatever their age.
 */
const isRemovable = sql`
  runs.status in ('completed', 'failed', 'cancelled')
  and (runs.lease_until is null or runs.lease_until < clock_timestamp())
  and not exists (
    select 1 from fabrics
    where fabrics.id = runs.fabric_id and (fabrics.active_run_id = runs.id or fabrics.last_run_id = runs.id)
  )
  and (
    runs.status <> 'completed'
    or exists (
      select 1 from runs newer
      where newer.fabric_id = runs.fabric_id and newer.status = 'completed' and newer.id > runs.id
        and newer.kind = runs.kind and (newer.selection is null) = (runs.selection is null)
    )
  )`;

/** Runs that ended before the limit, oldest first. @returns how many were deleted */
export async function removeOldRuns(db: Database, days: number): Promise<number> {
  let after = { at: new Date(0), id: 0 };
  return await sweep(db, async (tx) => {
    const found = await tx.execute<{ id: number; finished_at: Date }>(oldRunsQuery(days, after));
    const last = found.at(-1);
    if (last === undefined) return 'done';
    const removed = await removeRuns(
      tx,
      found.map(({ id }) => id),
    );
    // Only what a batch finished is behind us: results of a big run take several.
    if (removed.whole) after = { at: last.finished_at, id: last.id };
    return removed.rows;
  });
}

export const oldRunsQuery = (days: number, after: { readonly at: Date; readonly id: number }): SQL => sql`
  select runs.id, runs.finished_at from runs
  where runs.finished_at < statement_timestamp() - make_interval(days => ${days})
    and runs.finished_at >= ${after.at.toISOString()}::timestamptz
    and (runs.finished_at > ${after.at.toISOString()}::timestamptz or runs.id > ${after.id})
    and ${isRemovable}
  order by runs.finished_at, runs.id
  limit ${BATCH}`;

/** Of each fabric the runs beyond the newest so many. @returns how many were deleted */
export async function removeSurplusRuns(db: Database, keep: number): Promise<number> {
  let fabricId = 0;
  return await sweep(db, async (tx) => {
    const [fabric] = await tx.execute<{ id: number }>(crowdedFabricQuery(fabricId, keep));
    if (fabric === undefined) return 'done';
    const found = await tx.execute<{ id: number }>(sql`
      select runs.id from runs
      where runs.fabric_id = ${fabric.id} and ${isRemovable}
        and runs.id <= (select id from runs where fabric_id = ${fabric.id} order by id desc offset ${keep} limit 1)
      order by runs.id desc
      limit ${BATCH}`);
    const removed = await removeRuns(
      tx,
      found.map(({ id }) => id),
    );
    if (removed.whole && found.length < BATCH) fabricId = fabric.id;
    return removed.rows;
  });
}

/** The next fabric that has more runs than are kept. */
export const crowdedFabricQuery = (after: number, keep: number): SQL => sql`
  select fabrics.id from fabrics
  where fabrics.id > ${after}
    and exists (select 1 from runs where runs.fabric_id = fabrics.id offset ${keep})
  order by fabrics.id
  limit 1`;

/** Deletes runs after their results, so that no statement deletes more than one batch. */
async function removeRuns(
  tx: Transaction,
  ids: readonly number[],
): Promise<{ readonly rows: number; readonly whole: boolean }> {
  if (ids.length === 0) return { rows: 0, whole: true };
  const list = sql.join(
    ids.map((id) => sql`${id}`),
    sql`, `,
  );
  const results = await tx.execute(sql`
    delete from run_results where id in (
      select id from run_results where run_id in (${list}) limit ${BATCH}
    ) returning id`);
  if (results.length === BATCH) return { rows: BATCH, whole: false };
  const removed = await tx.execute(sql`
    delete from runs where id in (${list}) and ${isRemovable} returning id`);
  return { rows: results.length + removed.length, whole: true };
}
