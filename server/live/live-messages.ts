import { eq, inArray, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { fabrics, runs } from '#db/schema/index.ts';
import { errorDefinition, isErrorCode } from '#server/domain/errors.ts';
import { STATE_DISPLAY } from '#server/domain/state-display.ts';
import { calculateSyncState } from '#server/domain/sync-state.ts';
import type { LiveMessage } from '#server/domain/wire/live.ts';

/** How fabrics stand now, as messages: one query for all of them. A fabric that is gone is not in the answer. */
export async function stateMessages(
  db: Database,
  fabricIds: readonly number[],
): Promise<Map<number, LiveMessage[]>> {
  const rows = await db
    .select({
      fabric: fabrics,
      taskId: runs.taskId,
      progress: runs.progress,
      now: sql<Date>`clock_timestamp()`,
    })
    .from(fabrics)
    .leftJoin(runs, eq(runs.id, fabrics.activeRunId))
    .where(inArray(fabrics.id, [...fabricIds]));

  return new Map(
    rows.map(({ fabric, taskId, progress, now }) => {
      const status = calculateSyncState(fabric, now);
      const timestamp = now.toISOString();
      const messages: LiveMessage[] = [
        {
          type: 'sync.status_update',
          payload: { fabric_id: fabric.id, status, display_text: STATE_DISPLAY[status].text, timestamp },
        },
      ];
      if (status === 'syncing' && taskId !== null && progress !== null) {
        const { percentage, message } = progress;
        messages.push({
          type: 'sync.progress_update',
          payload: {
            fabric_id: fabric.id,
            task_id: taskId,
            percentage: Math.round(percentage),
            message,
            timestamp,
          },
        });
      }
      return [fabric.id, messages];
    }),
  );
}

/** What to say about runs that ended: `sync.completed` for each, before it `sync.error` for one that failed. */
export async function endMessages(
  db: Database,
  runIds: readonly number[],
): Promise<Map<number, LiveMessage[]>> {
  if (runIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(runs)
    .where(inArray(runs.id, [...runIds]));
  return new Map(rows.map((run) => [run.id, endMessagesOf(run)]));
}

function endMessagesOf(run: typeof runs.$inferSelect): LiveMessage[] {
  if (run.finishedAt === null) return [];
  const fabric_id = run.fabricId;
  const timestamp = run.finishedAt.toISOString();
  const { created, updated, deleted, unchanged } = run.counts;
  const durationMs = run.finishedAt.getTime() - (run.startedAt ?? run.queuedAt).getTime();
  const completed: LiveMessage = {
    type: 'sync.completed',
    payload: {
      fabric_id,
      success: run.status === 'completed',
      duration_seconds: Math.max(0, Math.round(durationMs / 1_000)),
      resources_synced: created + updated + deleted + unchanged,
      timestamp,
    },
  };
  if (run.status !== 'failed') return [completed];
  const code = run.errorCode ?? 'SYNC_INTERNAL';
  const retry_available = isErrorCode(code) && errorDefinition(code).retry.strategy !== 'none';
  const error_message = run.errorMessage ?? 'Synchronization failed';
  return [
    {
      type: 'sync.error',
      payload: { fabric_id, error_type: code, error_message, retry_available, timestamp },
    },
    completed,
  ];
}
