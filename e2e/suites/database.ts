import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres, { type Sql } from 'postgres';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '#db/embedded/start.ts';
import { migrateDatabase } from '#db/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    database: {
      /** The server's own database, as a user who may create databases. */
      readonly adminUrl: string;
      /** Name of a migrated, empty database to clone. */
      readonly template: string;
    };
  }
}

interface Server {
  readonly adminUrl: string;
  stop(): Promise<void>;
}

/** Gives the tests one Postgres with a template that is migrated once; see test-database.ts for how a test file gets its clone. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'] ?? process.env['DATABASE_URL'];
  const server = given === undefined ? await ownServer() : { adminUrl: given, stop: async () => {} };
  const template = `fabric_sync_template_${randomBytes(4).toString('hex')}`;
  const admin = postgres(server.adminUrl, { max: 1, onnotice: () => {} });
  const teardown = async () => {
    await dropTemplate(admin, template);
    await admin.end();
    await server.stop();
  };
  try {
    await makeTemplate(admin, server.adminUrl, template);
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide('database', { adminUrl: server.adminUrl, template });
  return teardown;
}

const FOLDER = 'fabric-sync-tests-';
const ABANDONED_AFTER_MS = 60_000;

async function ownServer(): Promise<Server> {
  await removeAbandoned();
  const dataDir = await mkdtemp(join(tmpdir(), FOLDER));
  // The user of Postgres must get in when the tests run as root.
  await chmod(dataDir, 0o755);
  return await serverIn(dataDir, (details, message) => {
    process.stderr.write(`${message} ${JSON.stringify(details)}\n`);
  });
}

async function serverIn(dataDir: string, error: (details: object, message: string) => void): Promise<Server> {
  const embedded = await startEmbeddedPostgres({
    dataDir,
    log: { info() {}, warn() {}, error },
    durable: false,
  });
  return {
    adminUrl: embedded.url,
    async stop() {
      await embedded.stop();
      await rm(embedded.folder, { recursive: true, force: true });
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A run that was killed leaves its server running: it is taken over to be stopped. One that goes on holds its lock. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(FOLDER)) continue;
    const dataDir = join(tmpdir(), name);
    const found = await stat(dataDir).catch(() => null);
    if (found === null || Date.now() - found.mtimeMs < ABANDONED_AFTER_MS) continue;
    await serverIn(dataDir, () => {}).then(
      (server) => server.stop(),
      () => {},
    );
  }
}

async function makeTemplate(admin: Sql, adminUrl: string, template: string): Promise<void> {
  await admin`create database ${admin(template)}`;
  const url = new URL(adminUrl);
  url.pathname = `/${template}`;
  await migrateDatabase(url.href);
  // Cloning needs a source that nobody is connected to.
  await admin`alter database ${admin(template)} with is_template true allow_connections false`;
}

async function dropTemplate(admin: Sql, template: string): Promise<void> {
  const [found] = await admin`select 1 from pg_database where datname = ${template}`;
  if (found === undefined) return;
  await admin`alter database ${admin(template)} with is_template false`;
  await admin`drop database ${admin(template)} with (force)`;
}
