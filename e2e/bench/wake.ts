import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { openDatabase, type Database } from '#db/client.ts';
import { startEmbeddedPostgres } from '#db/embedded/start.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { createLog } from '#server/log.ts';
import { tick } from '#server/scheduler/tick.ts';
import { atMost, median, type Row } from './row.ts';

const DUE = 10;
const FEW = 100;
const MANY = 100_000;
/** A tick takes milliseconds: one round is many of them. */
const TICKS_A_ROUND = 10;
const WARM_UP = 10;

/** What a tick costs, in ms, when ten fabrics are due of a hundred and of a hundred thousand. */
export async function benchWake(rounds: number): Promise<Row[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'fabric-sync-bench-'));
  const embedded = await startEmbeddedPostgres({
    dataDir,
    log: { info() {}, warn() {}, error: (details, message) => console.error(message, details) },
    durable: false,
  });
  try {
    await migrateDatabase(embedded.url);
    const { db, close } = openDatabase(embedded.url, { max: 2, applicationName: 'bench' });
    try {
      const few = await ticksOf(db, FEW, rounds);
      const many = await ticksOf(db, MANY, rounds);
      const work = `a tick in ms: ${DUE} due of ${MANY} fabrics, beside ${DUE} of ${FEW}`;
      return [atMost(work, 'at most 1.5 ×', 1.5, median(many), median(few))];
    } finally {
      await close();
    }
  } finally {
    await embedded.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function ticksOf(db: Database, size: number, rounds: number): Promise<number[]> {
  await fill(db, size);
  const times: number[] = [];
  for (let at = 0; at < WARM_UP + rounds * TICKS_A_ROUND; at += 1) times.push(await tickOf(db, size));
  return times.slice(WARM_UP);
}

/** Fabrics in sync whose next run is hours away. */
async function fill(db: Database, size: number): Promise<void> {
  await db.execute(sql`truncate fabrics cascade`);
  await db.execute(sql`truncate events`);
  await db.execute(sql`
    insert into fabrics (name, kubernetes_server, sync_interval, last_sync, last_attempt_at, wake_at)
    select 'fabric ' || n, 'https://fabric-' || n || '.example', 86400, clock_timestamp(), clock_timestamp(),
      clock_timestamp() + interval '1 h' * (1 + n % 20)
    from generate_series(1, ${size}::int) n`);
  await db.execute(sql`
    insert into events (kind, subject_type, subject_id, fabric_id, actor, data)
    select 'transition', 'fabric', id::text, id, 'bench', '{"from": "syncing", "to": "in_sync", "reason": "bench"}' from fabrics`);
  await db.execute(sql`vacuum analyze fabrics`);
  await db.execute(sql`vacuum analyze events`);
}

/** Ten others are due each time, and get their run. @returns milliseconds of the tick alone */
async function tickOf(db: Database, size: number): Promise<number> {
  await db.execute(sql`
    update fabrics set wake_at = clock_timestamp() - interval '1 s', last_attempt_at = clock_timestamp() - interval '2 days'
    where id in (
      select id from fabrics
      where active_run_id is null and id >= (select min(id) from fabrics) + (random() * ${size - 3 * DUE})::int
      order by id limit ${DUE}
    )`);
  const started = performance.now();
  const woken = await tick(db, createLog('silent'));
  const ms = performance.now() - started;
  if (woken !== DUE) throw new Error(`${woken} fabrics were woken, not ${DUE}`);
  await db.execute(
    sql`update fabrics set active_run_id = null, wake_at = clock_timestamp() + interval '1 h', last_attempt_at = clock_timestamp() where active_run_id is not null`,
  );
  await db.execute(sql`delete from runs`);
  return ms;
}
