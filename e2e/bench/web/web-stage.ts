import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import { openDatabase } from '#db/client.ts';
import { startEmbeddedPostgres } from '#db/embedded/start.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { freePort } from '../../app/free-port.ts';
import { startApp, type App } from '../../app/start-app.ts';
import { createLog } from '#server/log.ts';

/** A database of its own, filled, and one web process of the product before it, as production has it. */
export interface WebStage {
  readonly databaseUrl: string;
  readonly sql: Sql;
  readonly app: App;
  /** Of the administrator. */
  readonly token: string;
  /** Ends with the stage, before what it was opened on. */
  endsWithStage(end: () => Promise<unknown>): void;
  close(): Promise<void>;
}

const BENCH_TOKEN = 'fs_a_token_for_the_bench';
export const BENCH_PASSWORD = 'a password for the bench';

/** Opens the stage; what was begun is ended again when the rest cannot be. */
export async function openWebStage(
  fill: (sql: Sql) => Promise<void>,
  flags: readonly string[],
): Promise<WebStage> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).toReversed()) await end();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'fabric-sync-bench-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    // The user of Postgres must get in when this runs as root.
    await chmod(folder, 0o755);
    const embedded = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), log: createLog('silent') });
    closers.push(async () => {
      await embedded.stop();
      await rm(embedded.folder, { recursive: true, force: true });
    });
    await migrateDatabase(embedded.url);
    const database = openDatabase(embedded.url, { max: 2, applicationName: 'fabric-sync bench' });
    closers.push(database.close);
    await fill(database.sql);
    const app = await startApp({
      dataDir: join(folder, 'app'),
      port: await freePort(),
      password: BENCH_PASSWORD,
      token: BENCH_TOKEN,
      flags,
      env: { DATABASE_URL: embedded.url, FABRIC_SYNC_ROLE: 'web', FABRIC_SYNC_LOG_LEVEL: 'warn' },
    });
    closers.push(app.stop);
    return {
      databaseUrl: embedded.url,
      sql: database.sql,
      app,
      token: BENCH_TOKEN,
      endsWithStage: (end) => void closers.push(end),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
