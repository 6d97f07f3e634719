/** The thread of background-thread.ts: worker and scheduler with connections of their own, until they are told to stop. */
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '#db/client.ts';
import { POOL_SIZES } from '#db/pool-sizes.ts';
import { startBackground } from '#server/background.ts';
import type { Config } from '#server/config.ts';
import { createLog } from '#server/log.ts';
import { lowerPriorityOfThread } from '#server/lower-priority.ts';
import { createOutbound } from '#server/outbound/outbound.ts';
import { createSealer } from '#server/secrets/seal.ts';

/** What the thread cannot find out for itself. */
export interface BackgroundGiven {
  readonly config: Config;
  readonly databaseUrl: string;
  /** Buffers arrive as plain bytes. */
  readonly keys: readonly Uint8Array[];
}

lowerPriorityOfThread();
const { config, databaseUrl, keys } = workerData as BackgroundGiven;
const log = createLog(config.logLevel);
const database = openDatabase(databaseUrl, {
  max: POOL_SIZES.worker,
  applicationName: `fabric-sync ${config.role}, background`,
});
const stop = startBackground({
  config,
  db: database.db,
  databaseUrl,
  log,
  sealer: createSealer(keys.map((key) => Buffer.from(key))),
  outbound: createOutbound(config.outbound),
  allowFileRepositories: config.allowFileRepositories,
  dataDir: config.dataDir,
});

parentPort?.once('message', () => {
  stop()
    .catch((error: unknown) => log.warn({ err: error }, 'the background did not stop cleanly'))
    .then(() => database.close())
    // Ends the thread alone, also when a handle was left open.
    .finally(() => process.exit(0))
    .catch(() => {});
});
