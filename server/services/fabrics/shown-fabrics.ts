import { getTableColumns } from 'drizzle-orm';
import { plainSql, type DatabaseOrTransaction } from '#db/client.ts';
import { fabrics, type FabricRow } from '#db/schema/index.ts';
import type { SelectedFabric } from '#server/services/fabrics/select-fabrics.ts';

/** Never sent: it is enough to know whether they are there. */
const SEALED = ['kubernetesTokenSealed', 'kubernetesClientKeySealed'] as const;
/** For the work on a fabric alone: nothing is shown of them. */
const WORKINGS = [
  'ownerUuid',
  'statusTarget',
  'errorRunId',
  'errorByHealthCheck',
  'healthCheckedAt',
  'wakeAt',
  'attemptedTree',
  'desiredFrom',
] as const;
const UNSHOWN = [...SEALED, ...WORKINGS];
/** Long, and no part of a state. */
const DETAILS = ['kubernetesCaCert', 'kubernetesClientCert', 'description'] as const;

type Beside = Omit<SelectedFabric, 'fabric'>;
/** What a fabric's state is told from. */
export type StateOfFabric = Beside & {
  readonly fabric: Omit<FabricRow, (typeof UNSHOWN)[number] | (typeof DETAILS)[number]>;
};
/** What the API shows of a fabric. */
export type ShownFabric = Beside & {
  readonly fabric: Omit<FabricRow, (typeof UNSHOWN)[number]> & {
    readonly kubernetesTokenSet: boolean;
    readonly kubernetesClientKeySet: boolean;
  };
};

/**
 * Pages and scripts ask for this all the time, so the statement is written once, prepared by the server, and loads nothing that
 * is not sent. As in select-fabrics.ts: one query, whatever the number of fabrics.
 */
const textOf = (omitted: readonly string[], more: string, from: string): string => `
  select ${Object.entries(getTableColumns(fabrics))
    .filter(([key]) => !omitted.includes(key))
    .map(([key, { name }]) => `f."${name}" as "${key}"`)
    .join(', ')}, ${more}
    repositories.name as "$repositoryName", repositories.head_commit as "$headCommit",
    active.task_id as "$activeTaskId", active.status as "$activeStatus", active.queued_at as "$activeQueuedAt",
    active.progress as "$activeProgress",
    last.task_id as "$lastTaskId", last.status as "$lastStatus", last.finished_at as "$lastFinishedAt",
    last.error_message as "$lastErrorMessage", last.counts as "$lastCounts", last.selection as "$lastSelection",
    last.kind as "$lastKind", failed.task_id as "$failedTaskId", clock_timestamp() as "$now"
  from ${from}
  left join repositories on repositories.id = f.git_repository_id
  left join runs active on active.id = f.active_run_id
  left join runs last on last.id = f.last_run_id
  left join runs failed on failed.id = f.error_run_id`;

/** Both so that Postgres plans the statement once: with `= any($1)` it plans anew each time, which costs more than to run it. */
const ONE = 'fabrics f';
const MANY = 'unnest($1::int[]) with ordinality as wanted(id, place) join fabrics f on f.id = wanted.id';

const WHETHER_SEALED = `f.kubernetes_token_sealed is not null as "kubernetesTokenSet",
    f.kubernetes_client_key_sealed is not null as "kubernetesClientKeySet",`;
const STATE_TEXT = `${textOf([...UNSHOWN, ...DETAILS], '', ONE)} where f.id = $1`;
const SHOWN_TEXT = `${textOf(UNSHOWN, WHETHER_SEALED, ONE)} where f.id = $1`;
const PAGE_TEXT = `${textOf(UNSHOWN, WHETHER_SEALED, MANY)} order by wanted.place`;

type Active = NonNullable<SelectedFabric['active']>;
type Last = NonNullable<SelectedFabric['last']>;

interface Joined {
  readonly $repositoryName: string | null;
  readonly $headCommit: string | null;
  readonly $activeTaskId: string | null;
  readonly $activeStatus: Active['status'];
  readonly $activeQueuedAt: Date;
  readonly $activeProgress: Active['progress'];
  readonly $lastTaskId: string | null;
  readonly $lastStatus: Last['status'];
  readonly $lastFinishedAt: Date | null;
  readonly $lastErrorMessage: string | null;
  readonly $lastCounts: Last['counts'];
  readonly $lastSelection: Last['selection'];
  readonly $lastKind: Last['kind'];
  readonly $failedTaskId: string | null;
  readonly $now: Date;
}

/** In the order of the ids; one that is not there is left out. */
export async function shownFabrics(
  db: DatabaseOrTransaction,
  ids: readonly number[],
): Promise<ShownFabric[]> {
  if (ids.length === 0) return [];
  return await query(db, PAGE_TEXT, [...ids]);
}

/** Undefined when there is no such fabric. */
export const shownFabric = async (db: DatabaseOrTransaction, id: number): Promise<ShownFabric | undefined> =>
  (await query(db, SHOWN_TEXT, id))[0];

/** Undefined when there is no such fabric. */
export const stateOfFabric = async (
  db: DatabaseOrTransaction,
  id: number,
): Promise<StateOfFabric | undefined> => (await query(db, STATE_TEXT, id))[0];

/** For a state alone the details are not loaded, and its type knows of none. */
async function query(
  db: DatabaseOrTransaction,
  text: string,
  wanted: number | number[],
): Promise<ShownFabric[]> {
  const rows = await plainSql(db).unsafe<(ShownFabric['fabric'] & Joined)[]>(text, [wanted], {
    prepare: true,
  });
  return rows.map((row) => ({ ...besides(row), fabric: row }));
}

function besides(row: Joined): Beside {
  return {
    repositoryName: row.$repositoryName,
    headCommit: row.$headCommit,
    active:
      row.$activeTaskId === null
        ? null
        : {
            taskId: row.$activeTaskId,
            status: row.$activeStatus,
            queuedAt: row.$activeQueuedAt,
            progress: row.$activeProgress,
          },
    last:
      row.$lastTaskId === null
        ? null
        : {
            taskId: row.$lastTaskId,
            status: row.$lastStatus,
            finishedAt: row.$lastFinishedAt,
            errorMessage: row.$lastErrorMessage,
            counts: row.$lastCounts,
            selection: row.$lastSelection,
            kind: row.$lastKind,
          },
    failed: row.$failedTaskId === null ? null : { taskId: row.$failedTaskId },
    now: row.$now,
  };
}
