import { createServer, connect } from 'node:net';
import postgres from 'postgres';
import { SUPERUSER } from '#db/embedded/cluster.ts';

const DATABASE_NAME = 'fabric_sync';
const HOST = '127.0.0.1';
const CONNECT_TIMEOUT_SECONDS = 5;

export function databaseUrl(port: number, password: string, database: string = DATABASE_NAME): string {
  return `postgres://${SUPERUSER}:${password}@${HOST}:${port}/${database}`;
}

/** A port that is free now. Somebody may take it before Postgres does: the start is then tried with another. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, HOST, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** Whether anybody listens on the port; only a refusal counts as nobody. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
  });
}

/** The folder that the server on this port serves, asked with our password; the reason when it does not answer. */
export async function servedFolder(
  port: number,
  password: string,
): Promise<{ folder: string } | { refused: string }> {
  return await withConnection(port, password, async (sql) => {
    const [row] = await sql<{ folder: string }[]>`select current_setting('data_directory') as folder`;
    return row ?? { refused: 'no answer' };
  }).catch((error: unknown) => ({ refused: codeOf(error) }));
}

/** Makes our database unless it is there. */
export async function ensureDatabase(port: number, password: string): Promise<void> {
  await withConnection(port, password, async (sql) => {
    const found = await sql`select 1 from pg_database where datname = ${DATABASE_NAME}`;
    if (found.length === 0) await sql`create database ${sql(DATABASE_NAME)}`;
  });
}

async function withConnection<T>(
  port: number,
  password: string,
  work: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const sql = postgres(databaseUrl(port, password, 'postgres'), {
    max: 1,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    onnotice: () => {},
  });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
}
