import { openDatabase } from '#db/client.ts';
import { startEmbeddedPostgres } from '#db/embedded/start.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { POOL_SIZES } from '#db/pool-sizes.ts';
import { readConfig, type Config } from '#server/config.ts';
import { isAppError } from '#server/domain/app-error.ts';
import { ensureAdministrator } from '#server/auth/ensure-administrator.ts';
import { createLog, type Log } from '#server/log.ts';
import { createOutbound } from '#server/outbound/outbound.ts';
import { loadMasterKeys } from '#server/secrets/load-key.ts';
import { createSealer } from '#server/secrets/seal.ts';
import { startBackground } from '#server/background.ts';
import { startBackgroundThread } from '#server/background-thread.ts';
import { Shutdown } from '#server/shutdown.ts';
import { startWeb } from '#server/web.ts';

/**
 * Starts the app: config, database, migrations, then the parts of its role. Whatever was started is stopped in reverse order;
 * Postgres last.
 */
async function start(config: Config, log: Log, shutdown: Shutdown): Promise<void> {
  const url = config.database.url ?? (await startEmbedded(config, log, shutdown));
  const applied = await migrateDatabase(url);
  if (applied.length > 0) log.info({ migrations: applied }, 'database migrated');

  const database = openDatabase(url, {
    max: POOL_SIZES[config.role],
    applicationName: `fabric-sync ${config.role}`,
  });
  shutdown.add('database connections', () => database.close());

  const keys = await loadMasterKeys({ secretKey: config.secretKey, dataDir: config.dataDir });
  const deps = {
    config,
    db: database.db,
    databaseUrl: url,
    log,
    keys,
    sealer: createSealer(keys),
    outbound: createOutbound(config.outbound),
    allowFileRepositories: config.allowFileRepositories,
    dataDir: config.dataDir,
  };

  shutdown.add(
    'background',
    config.role === 'all' ? startBackgroundThread({ config, databaseUrl: url, keys }) : startBackground(deps),
  );
  if (config.role === 'worker') {
    log.info({}, 'worker is ready');
    return;
  }
  const { username, madePassword } = await ensureAdministrator(deps.db, config.admin);
  const web = await startWeb(deps);
  shutdown.add('web server', web.close);
  log.info({ url: web.url }, 'Fabric Sync is ready');
  // Not through the log: this line is for the person at the terminal, once, and must not be kept.
  if (madePassword !== null)
    process.stdout.write(`\n  Sign in as ${username} with password ${madePassword}\n  (shown once)\n\n`);
}

async function startEmbedded(config: Config, log: Log, shutdown: Shutdown): Promise<string> {
  const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
  shutdown.add('embedded Postgres', () => embedded.stop());
  return embedded.url;
}

function failedStart(error: unknown): never {
  process.stderr.write(isAppError(error) ? `${error.message}\n${error.advice}\n` : `${String(error)}\n`);
  process.exit(1);
}

let config: Config;
try {
  config = readConfig();
} catch (error) {
  failedStart(error);
}
const log = createLog(config.logLevel);
const shutdown = new Shutdown(log);
shutdown.onSignals();
try {
  await start(config, log, shutdown);
  shutdown.started();
} catch (error) {
  log.fatal({ err: error }, 'start failed');
  await shutdown.run();
  failedStart(error);
}
