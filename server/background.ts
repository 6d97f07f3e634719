import type { Database } from '#db/client.ts';
import type { Config } from '#server/config.ts';
import { faultPointOf } from '#server/fault-point.ts';
import { deliver } from '#server/delivery/deliver.ts';
import { startDeliveryWorker } from '#server/jobs/delivery-worker.ts';
import { startWorker } from '#server/jobs/worker.ts';
import { listenForNotices } from '#server/live/listen.ts';
import { startScheduler } from '#server/scheduler/start.ts';
import { executeRun } from '#server/sync/run.ts';
import type { RunDeps } from '#server/sync/run-context.ts';

/** Runs under way get this long to end by themselves when the process stops. */
const GRACE_MS = 12_000;

type Deps = RunDeps & { readonly db: Database; readonly databaseUrl: string; readonly config: Config };

/** Worker and scheduler of this process; a web process only watches over time. @returns how to stop them */
export function startBackground(deps: Deps): () => Promise<void> {
  const isWeb = deps.config.role === 'web';
  const scheduler = startScheduler({ ...deps, keep: deps.config.keep }, { clusters: !isWeb });
  const stopWorker = isWeb ? async () => {} : startRuns(deps);
  // Side by side: whatever hangs in one must not use up the time of the other.
  return async () => {
    await Promise.all([scheduler.stop(), stopWorker()]);
  };
}

function startRuns(deps: Deps): () => Promise<void> {
  const { faultPoint } = deps.config.worker;
  if (faultPoint !== null) deps.log.warn(faultPoint, 'a run of this process will be struck: tests only');
  const runDeps = faultPoint === null ? deps : { ...deps, atPlace: faultPointOf(faultPoint) };
  const notices = listenForNotices(deps.databaseUrl, deps.log);
  const worker = startWorker({
    db: deps.db,
    log: deps.log,
    slots: deps.config.worker.slots,
    clusterRuns: deps.config.worker.clusterRuns,
    listen: notices.subscribe,
    execute: (run, lease) => executeRun(runDeps, run, lease),
  });
  const delivering = { ...deps, publicUrl: deps.config.web.publicUrl, mail: deps.config.mail };
  const stopDeliveries = startDeliveryWorker({
    db: deps.db,
    log: deps.log,
    listen: notices.subscribe,
    send: (delivery) => deliver(delivering, delivery),
  });
  return async () => {
    await Promise.all([worker.stop(GRACE_MS), stopDeliveries()]);
    await notices.close();
  };
}
