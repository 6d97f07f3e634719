import { eq } from 'drizzle-orm';
import { plainSql, type Transaction } from '#db/client.ts';
import { selectedColumns, writtenColumns } from '#db/plain-columns.ts';
import { runs, type FabricRow, type RunInsert, type RunRow } from '#db/schema/index.ts';
import { NO_COUNTS, QUEUED_PROGRESS, type ImportScope } from '#server/domain/run.ts';
import { calculateSyncState } from '#server/domain/sync-state.ts';
import { taskId, unusedTaskId } from '#server/domain/task-id.ts';
import type { SelectionInput } from '#server/domain/wire/plan.ts';
import { nextClosing } from '#server/domain/window/window.ts';
import { isAutomatic, PRIORITIES, type Priority, type TriggerType } from '#server/domain/words.ts';
import { CHANNEL, type Notice } from '#server/state/notify.ts';

export interface RunRequest {
  readonly triggerType: TriggerType;
  readonly actor: string;
  readonly priority: Priority;
  readonly force: boolean;
  readonly confirmPrune: boolean;
  /** Why it is started although the sync windows are closed. */
  readonly overrideReason?: string;
  /** Absent = everything. */
  readonly selection?: SelectionInput | null;
  /** The plan that the run is held to. */
  readonly planId?: string | null;
  /** Makes the run an import. */
  readonly importScope?: ImportScope;
}

/** Above every priority that people can ask for: a fabric never synced goes first. One whose first run failed is in `error`. */
const NEVER_SYNCED_PRIORITY = PRIORITIES.length;
/** Looked at for the id of the next run: more than can start in one second. */
const RECENT_RUNS = 20;

/**
 * Inserts the run row, which is the job. The caller holds the fabric's lock (changeFabric) and puts the returned id into
 * active_run_id in the same transaction.
 */
export async function queueRun(
  tx: Transaction,
  fabric: FabricRow,
  request: RunRequest,
  now: Date,
): Promise<RunRow> {
  const isNew = calculateSyncState(fabric, now) === 'never_synced';
  const closing = isAutomatic(request.triggerType) ? nextClosing(fabric.syncWindows, now) : null;
  const values: Omit<RunInsert, 'taskId'> = {
    fabricId: fabric.id,
    triggerType: request.triggerType,
    actor: request.actor,
    priority: isNew ? NEVER_SYNCED_PRIORITY : PRIORITIES.indexOf(request.priority),
    force: request.force,
    confirmPrune: request.confirmPrune,
    overrideReason: request.overrideReason ?? null,
    claimUntil: closing?.at ?? null,
    selection: request.selection ?? null,
    planId: request.planId ?? null,
    kind: request.importScope === undefined ? 'sync' : 'import',
    importScope: request.importScope ?? null,
    queuedAt: now,
    progress: QUEUED_PROGRESS,
    counts: NO_COUNTS,
  };
  const first = await insertRun(tx, { taskId: taskId(fabric.id, now), ...values });
  if (first !== null) return first;
  // A second one in the same second.
  const recent = await plainSql(tx)<{ taskId: string }[]>`
    select task_id as "taskId" from runs where fabric_id = ${fabric.id} order by id desc limit ${RECENT_RUNS}`;
  const unused = unusedTaskId(
    fabric.id,
    now,
    recent.map((run) => run.taskId),
  );
  const next = await insertRun(tx, { taskId: unused, ...values });
  if (next === null) throw new Error(`${unused} is taken`);
  return next;
}

const RETURNED = selectedColumns(runs);

/** Tells the workers of it. Null when its id is taken. */
async function insertRun(tx: Transaction, run: RunInsert): Promise<RunRow | null> {
  const { names, values } = writtenColumns(runs, run);
  const places = names.map((_, index) => `$${index + 3}`);
  const notice: Notice = { t: 'queued' };
  const [inserted] = await plainSql(tx).unsafe<(RunRow & { readonly told: unknown })[]>(
    `insert into runs (${names.join(', ')}) values (${places.join(', ')})
      on conflict (task_id) do nothing returning ${RETURNED}, pg_notify($1, $2) as told`,
    [CHANNEL, JSON.stringify(notice), ...values],
    { prepare: true },
  );
  if (inserted === undefined) return null;
  const { told: _, ...row } = inserted;
  return row;
}

/** The run of a fabric that is pending or running, if any. */
export async function activeRun(tx: Transaction, fabric: FabricRow): Promise<RunRow | null> {
  if (fabric.activeRunId === null) return null;
  const [run] = await tx.select().from(runs).where(eq(runs.id, fabric.activeRunId));
  return run ?? null;
}
