import type { QueryClient } from '@tanstack/react-query';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import type { Page } from '#server/domain/wire/list.ts';
import type { LiveMessage } from '#server/domain/wire/live.ts';

type ProgressPayload = Extract<LiveMessage, { type: 'sync.progress_update' }>['payload'];

/** The fabric with newer progress; a message that is late, or of another run, changes nothing. */
export function withProgress(fabric: Fabric, payload: ProgressPayload): Fabric {
  if (fabric.id !== payload.fabric_id || fabric.active_task_id !== payload.task_id) return fabric;
  if (fabric.progress !== null && fabric.progress.percentage > payload.percentage) return fabric;
  return {
    ...fabric,
    why: payload.message,
    progress: {
      percentage: payload.percentage,
      message: payload.message,
      estimated_completion: fabric.progress?.estimated_completion ?? null,
    },
  };
}

/** Puts progress into whatever shows the fabric, without asking the server. */
export function patchProgress(client: QueryClient, payload: ProgressPayload): void {
  client.setQueriesData<Fabric>({ queryKey: ['fabric', payload.fabric_id] }, (fabric) =>
    fabric === undefined ? undefined : withProgress(fabric, payload),
  );
  client.setQueriesData<Page<Fabric>>({ queryKey: ['fabrics', 'list'] }, (page) =>
    page === undefined
      ? undefined
      : { ...page, results: page.results.map((fabric) => withProgress(fabric, payload)) },
  );
}
