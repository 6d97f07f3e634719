import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
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

async function ownServer(): Promise<Server> {
  const dataDir = await mkdtemp(join(tmpdir(), 'fabric-sync-tests-'));
  // The user of Postgres must get in when the tests run as root.
  await chmod(dataDir, 0o755);
  const log = {
    info() {},
    warn() {},
    error: (details: object, message: string) => console.error(message, details),
  };
  const embedded = await startEmbeddedPostgres({ dataDir, log, durable: false });
  return {
    adminUrl: embedded.url,
    async stop() {
      await embedded.stop();
      await rm(embedded.folder, { recursive: true, force: true });
      await rm(dataDir, { recursive: true, force: true });
    },
  };
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
