import { openDatabase } from '#db/client.ts';
import { runningEmbeddedUrl } from '#db/embedded/reach.ts';
import { startEmbeddedPostgres } from '#db/embedded/start.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { readConfig } from '#server/config.ts';
import { createLog } from '#server/log.ts';
import { createOutbound } from '#server/outbound/outbound.ts';
import { loadMasterKeys } from '#server/secrets/load-key.ts';
import { createSealer } from '#server/secrets/seal.ts';
import type { Preflight } from '#server/domain/wire/preflight.ts';
import type { Context } from '#server/services/context.ts';
import { findFabricNamed } from '#server/services/fabrics/find-fabric-named.ts';
import { runPreflight } from '#server/services/preflight/run-preflight.ts';

const CONNECTIONS = 4;

/**
 * Lends the database that the environment names: DATABASE_URL, else the embedded one, beside a running app or, where none
 * runs, started for as long as the work takes. @throws AppError CONFIG_INVALID
 */
async function withLocalDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const { database, dataDir } = readConfig();
  const running = database.url ?? (await runningEmbeddedUrl(dataDir));
  if (running !== null) return await work(running);
  const embedded = await startEmbeddedPostgres({ dataDir, log: createLog('error', process.stderr) });
  try {
    return await work(embedded.url);
  } finally {
    await embedded.stop();
  }
}

/** Lends what the verbs need, for work on this machine without a running app. */
async function withLocalApp<T>(work: (ctx: Context) => Promise<T>): Promise<T> {
  const config = readConfig();
  return await withLocalDatabase(async (url) => {
    const database = openDatabase(url, { max: CONNECTIONS, applicationName: 'fabric-sync command line' });
    try {
      const keys = await loadMasterKeys({ secretKey: config.secretKey, dataDir: config.dataDir });
      return await work({
        db: database.db,
        actor: { type: 'system', name: 'command line' },
        log: createLog('error', process.stderr),
        sealer: createSealer(keys),
        outbound: createOutbound(config.outbound),
        allowFileRepositories: config.allowFileRepositories,
        dataDir: config.dataDir,
      });
    } finally {
      await database.close();
    }
  });
}

/** The doctor's checklist, from this machine. @throws AppError NOT_FOUND, CONFIG_INVALID */
export async function preflightHere(fabric: string): Promise<Preflight> {
  return await withLocalApp(
    async (ctx) => await runPreflight(ctx, (await findFabricNamed(ctx.db, fabric)).id),
  );
}

/** @returns the tags of the migrations that were applied. @throws AppError CONFIG_INVALID */
export async function migrateHere(): Promise<string[]> {
  return await withLocalDatabase((url) => migrateDatabase(url));
}
