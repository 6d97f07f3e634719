import type { Database } from '#db/client.ts';
import type { Config } from '#server/config.ts';
import { deliver } from '#server/delivery/deliver.ts';
import { startDeliveryWorker } from '#server/jobs/delivery-worker.ts';
import { startWorker } from '#server/jobs/worker.ts';
import { listenForNotices } from '#server/live/listen.ts';
import { startScheduler } from '#server/scheduler/start.ts';
import { executeRun } from '#server/sync/run.ts';
import type { RunDeps } from '#server/sync/run-context.ts';

/** Runs under way get this long to end by themselves when the process stops. */
const GRACE_MS = 15_000;

/** Worker and scheduler of this process. @returns how to stop them */
export function startBackground(
  deps: RunDeps & { readonly db: Database; readonly databaseUrl: string; readonly config: Config },
): () => Promise<void> {
  const notices = listenForNotices(deps.databaseUrl, deps.log);
  const worker = startWorker({
    db: deps.db,
    log: deps.log,
    slots: deps.config.worker.slots,
    clusterRuns: deps.config.worker.clusterRuns,
    listen: notices.subscribe,
    execute: (run, lease) => executeRun(deps, run, lease),
  });
  const delivering = { ...deps, publicUrl: deps.config.web.publicUrl, mail: deps.config.mail };
  const stopDeliveries = startDeliveryWorker({
    db: deps.db,
    log: deps.log,
    listen: notices.subscribe,
    send: (delivery) => deliver(delivering, delivery),
  });
  const scheduler = startScheduler(deps);
  return async () => {
    await scheduler.stop();
    await worker.stop(GRACE_MS);
    await stopDeliveries();
    await notices.close();
  };
}
