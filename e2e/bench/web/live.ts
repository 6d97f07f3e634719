/** `npm run bench -- live [--json] [--rounds 5]`; README.md says how to read it. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from 'postgres';
import { STATE_DISPLAY } from '#server/domain/state-display.ts';
import { memoryOf } from '../memory.ts';
import { quantile, under, type Row } from '../row.ts';
import { fillFabrics } from './fill.ts';
import { openSockets, type Sockets } from './sockets.ts';
import { openBrowserOn, type WatchingBrowser } from './watching-browser.ts';
import { openWebStage, type WebStage } from './web-stage.ts';

const FABRICS = 100;
/** What a page of the list watches. */
const WATCHED = 50;
const MANY = 1_000;
const MOST = 5_000;
const WAVE = 500;
const SOCKETS_A_USER = 100;
const COMMITS_A_ROUND = 10;
/** The relay's own gap between two messages of a fabric, and a little. */
const PAUSE_MS = 400;
const GOAL_MS = 250;
const GOAL_MEMORY_KB = 64;

export async function benchLive(rounds: number, flags: readonly string[]): Promise<Row[]> {
  const stage = await openWebStage(async (sql) => {
    await fillFabrics(sql, FABRICS, 0);
    await addUsers(sql, MOST / SOCKETS_A_USER);
    await sql`update fabrics set active_run_id = null`;
  }, flags);
  try {
    const sockets = openSockets();
    stage.endsWithStage(() => sockets.close());
    const fabrics = await firstFabrics(stage.sql);
    const before = await memoryOf(stage.app.pid);
    await openWaves(stage, sockets, fabrics, 0, MANY);
    const browser = await openBrowserOn(stage.app.url, `/fabrics/${fabrics[0]}`);
    stage.endsWithStage(() => browser.close());
    const many = await measure(stage.sql, sockets, browser, fabrics[0] ?? 0, rounds * COMMITS_A_ROUND);
    await browser.close();
    await openWaves(stage, sockets, fabrics, MANY, MOST);
    const most = await measure(stage.sql, sockets, null, fabrics[0] ?? 0, COMMITS_A_ROUND);
    const after = await memoryOf(stage.app.pid);
    await sayDescriptors(stage.app.pid);
    const held = MOST - sockets.lost();
    const rows = [
      under(
        `${MANY} sockets on one process, commit → message`,
        `95th percentile in ms: under ${GOAL_MS}`,
        GOAL_MS,
        quantile(many.heard, 0.95),
      ),
      under(
        `beside them, commit → DOM of a browser`,
        `95th percentile in ms: under ${GOAL_MS}`,
        GOAL_MS,
        quantile(many.shown, 0.95),
      ),
      {
        work: `${MOST} sockets in waves of ${WAVE}, each told of each commit`,
        goal: 'all held',
        ours: held,
        reference: MOST,
        ratio: held / MOST,
        ok: held === MOST,
      },
      under(
        `${MOST} sockets on one process, commit → message`,
        '95th percentile in ms: under 1000',
        1_000,
        quantile(most.heard, 0.95),
      ),
    ];
    if (before === null || after === null) return rows;
    const each = ((after.now - before.now) * 1_024) / MOST;
    return [...rows, under('memory a socket', `KB: under ${GOAL_MEMORY_KB}`, GOAL_MEMORY_KB, each)];
  } finally {
    await stage.close();
  }
}

const tokenOf = (socket: number): string => `fs_bench_user_${Math.floor(socket / SOCKETS_A_USER)}`;

/** One user has only so many sockets. */
async function addUsers(sql: Sql, count: number): Promise<void> {
  const users = Array.from({ length: count }, (_, n) => ({ id: `bench-${n}`, name: `User ${n}` }));
  await sql`insert into users ${sql(users.map((each) => ({ ...each, email: `${each.id}@example.com`, role: 'viewer' })))}`;
  const tokens = users.map(({ id }, n) => ({
    user_id: id,
    name: 'bench',
    prefix: 'fs_',
    token_hash: createHash('sha256')
      .update(tokenOf(n * SOCKETS_A_USER))
      .digest('hex'),
  }));
  await sql`insert into api_tokens ${sql(tokens)}`;
}

async function firstFabrics(sql: Sql): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`select id from fabrics order by id limit ${WATCHED}`;
  return rows.map(({ id }) => id);
}

async function openWaves(
  { app }: WebStage,
  sockets: Sockets,
  fabrics: readonly number[],
  from: number,
  to: number,
): Promise<void> {
  const url = app.url.replace('localhost', '127.0.0.1');
  for (let start = from; start < to; start += WAVE) {
    const tokens = Array.from({ length: WAVE }, (_, n) => tokenOf(start + n));
    await sockets.open(url, tokens, fabrics);
  }
}

interface Times {
  /** Of each socket and each commit, in ms. */
  readonly heard: readonly number[];
  readonly shown: readonly number[];
}

/** Turns a fabric's syncing off and on. The clock starts when the commit is sent. */
async function measure(
  sql: Sql,
  sockets: Sockets,
  browser: WatchingBrowser | null,
  fabric: number,
  commits: number,
): Promise<Times> {
  const heard: number[] = [];
  const shown: number[] = [];
  for (let commit = 0; commit < commits; commit += 1) {
    const enabled = commit % 2 === 1;
    const state = enabled ? 'in_sync' : 'disabled';
    const hearing = await sockets.hear(fabric, state);
    const showing = await browser?.show(STATE_DISPLAY[state].text);
    let committed = 0;
    await sql.begin(async (tx) => {
      await tx`update fabrics set sync_enabled = ${enabled} where id = ${fabric}`;
      await tx`select pg_notify('fabric_sync', ${JSON.stringify({ t: 'fabric', id: fabric })})`;
      committed = performance.timeOrigin + performance.now();
    });
    heard.push(...(await hearing.heard).map((at) => at - committed));
    if (showing !== undefined) shown.push((await showing.shown) - committed);
    await delay(PAUSE_MS);
  }
  return { heard, shown };
}

async function sayDescriptors(pid: number): Promise<void> {
  const open = await readdir(`/proc/${pid}/fd`).catch(() => null);
  const limits = await readFile(`/proc/${pid}/limits`, 'utf8').catch(() => '');
  const limit = /^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 'unknown';
  if (open !== null) process.stderr.write(`${open.length} files open in the web process, of ${limit}\n`);
}
