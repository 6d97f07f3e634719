import { eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { DatabaseOrTransaction } from '#db/client.ts';
import { fabrics, repositories, runs } from '#db/schema/index.ts';

const active = alias(runs, 'active');
const last = alias(runs, 'last');
/** The run that the standing error came from; later ones may have ended without touching it. */
const failed = alias(runs, 'failed');

/** A fabric with what its presentation needs beside the row: one query, whatever the number of fabrics. */
export function selectFabrics(db: DatabaseOrTransaction) {
  return db
    .select({
      fabric: fabrics,
      repositoryName: repositories.name,
      headCommit: repositories.headCommit,
      active: {
        taskId: active.taskId,
        status: active.status,
        queuedAt: active.queuedAt,
        progress: active.progress,
      },
      last: {
        taskId: last.taskId,
        status: last.status,
        finishedAt: last.finishedAt,
        errorMessage: last.errorMessage,
        counts: last.counts,
        selection: last.selection,
        kind: last.kind,
      },
      failed: { taskId: failed.taskId },
      now: sql<Date>`clock_timestamp()`,
    })
    .from(fabrics)
    .leftJoin(repositories, eq(repositories.id, fabrics.gitRepositoryId))
    .leftJoin(active, eq(active.id, fabrics.activeRunId))
    .leftJoin(last, eq(last.id, fabrics.lastRunId))
    .leftJoin(failed, eq(failed.id, fabrics.errorRunId))
    .$dynamic();
}

export type SelectedFabric = Awaited<ReturnType<typeof selectFabrics>>[number];
