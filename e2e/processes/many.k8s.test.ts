import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import { WebSocket } from 'ws';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { fabrics, runs, type RunRow } from '#db/schema/index.ts';
import { openApi, type Api } from '../app/api.ts';
import { freePort } from '../app/free-port.ts';
import { vpcs } from '../faults/world.ts';
import { atEnd } from '../suites/at-end.ts';
import { clusterUnderTest, harness } from '../suites/fabric-under-test.ts';
import { eventually, startProcess, type AppProcess } from './processes.ts';
import { expectTrueRecord, fabricOf } from './recovery.ts';

const TRIGGERS = 1_000;
const FABRICS = 4;
const OBJECTS = 3;
const TOKEN = 'a-token-of-the-tests';
const DRAINED_MS = 120_000;
/** The contract's: a page is up to date 1 s after a commit; a busy machine gets more. */
const HEARD_MS = 10_000;

interface Web {
  readonly app: AppProcess;
  readonly api: Api;
  readonly port: number;
}

const { sandbox } = inject('apiServers');

describe.skipIf(sandbox === null)('2 web and 3 worker processes on one Postgres', async () => {
  if (sandbox === null) return;
  const { ctx, env, repository, fabric } = await harness();
  const { db } = ctx;
  const { id: git_repository } = await repository(vpcs(OBJECTS));

  /** Each process as on a machine of its own: nothing shared but the database and the key. */
  async function start(
    role: 'web' | 'worker',
    more: Readonly<Record<string, string>> = {},
  ): Promise<AppProcess> {
    const dataDir = await mkdtemp(join(tmpdir(), 'fabric-sync-process-'));
    atEnd(() => rm(dataDir, { recursive: true, force: true }));
    return await startProcess({
      ...env,
      FABRIC_SYNC_DATA_DIR: dataDir,
      FABRIC_SYNC_ROLE: role,
      FABRIC_SYNC_ADMIN_PASSWORD: 'correct horse battery',
      FABRIC_SYNC_ADMIN_TOKEN: TOKEN,
      ...more,
    });
  }
  async function startWeb(): Promise<Web> {
    const port = await freePort();
    const app = await start('web', { PORT: String(port), HOST: '127.0.0.1' });
    return { app, port, api: openApi(`http://127.0.0.1:${port}`, TOKEN) };
  }

  const webs: Web[] = [];
  const workers: AppProcess[] = [];
  const anyWeb = (): Web => webs[Math.floor(Math.random() * webs.length)]!;
  const ids: number[] = [];
  const anyFabric = (): number => ids[Math.floor(Math.random() * ids.length)]!;

  /** The id of the run that was started; null when one ran already. @throws whatever the connection met */
  async function trigger(web: Web, id: number): Promise<string | null> {
    const { status, body } = await web.api.raw('POST', `/fabrics/${id}/sync/trigger`, { force: false });
    if (status === 409) return null;
    if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
    return (body as { task_id: string }).task_id;
  }

  const drained = (ofFabrics: readonly number[]): Promise<true> =>
    eventually('every run has ended', DRAINED_MS, async () => {
      const open = inArray(runs.status, ['pending', 'running']);
      const left = await db.$count(runs, and(inArray(runs.fabricId, [...ofFabrics]), open));
      return left === 0 ? true : undefined;
    });

  /** One run of a fabric at a time: each starts when the one before has ended. */
  async function expectOneAfterTheOther(id: number): Promise<RunRow[]> {
    const rows = await db.select().from(runs).where(eq(runs.fabricId, id)).orderBy(asc(runs.id));
    const tooEarly = rows.filter((run, n) => run.startedAt! < (rows[n - 1]?.finishedAt ?? new Date(0)));
    expect(tooEarly).toEqual([]);
    return rows;
  }

  /** What a watcher of a fabric hears at one web process. */
  async function watch(
    { port }: Web,
    id: number,
  ): Promise<{ type: string; payload: Record<string, unknown> }[]> {
    const heard: { type: string; payload: Record<string, unknown> }[] = [];
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/hedgehog/fabric/${id}/sync/`, {
      headers: { authorization: `Token ${TOKEN}` },
    });
    atEnd(() => socket.terminate());
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) =>
      heard.push(JSON.parse(data.toString('utf8')) as (typeof heard)[number]),
    );
    await eventually('the present state', HEARD_MS, () => Promise.resolve(heard.length > 0 || undefined));
    return heard;
  }

  beforeAll(async () => {
    webs.push(await startWeb(), await startWeb());
    workers.push(...(await Promise.all([start('worker'), start('worker'), start('worker')])));
    for (let n = 0; n < FABRICS; n += 1) {
      ids.push(await fabric(await clusterUnderTest(sandbox), { git_repository, sync_interval: 0 }));
    }
  }, 240_000);

  it(
    `${TRIGGERS} triggers at once, to either web process: one run of a fabric at a time, none lost`,
    { timeout: 240_000 },
    async () => {
      const answers = await Promise.all(
        Array.from({ length: TRIGGERS }, () => trigger(anyWeb(), anyFabric())),
      );
      await drained(ids);

      const started = answers.filter((id) => id !== null);
      const rows = (await Promise.all(ids.map(expectOneAfterTheOther))).flat();
      expect(rows.map(({ taskId }) => taskId).toSorted()).toEqual(started.toSorted());
      expect(rows.filter(({ status }) => status !== 'completed')).toEqual([]);
      expect(rows.length).toBeGreaterThanOrEqual(FABRICS);
      expect(new Set(rows.map(({ worker }) => worker)).size).toBeGreaterThan(1);
      for (const id of ids) await expectTrueRecord(db, id);
    },
  );

  it('what happens in any process reaches watchers at both web processes', { timeout: 60_000 }, async () => {
    const id = ids[0]!;
    const heard = await Promise.all(webs.map((web) => watch(web, id)));

    for (const web of webs) {
      const ends = (messages: (typeof heard)[number]): number =>
        messages.filter(({ type, payload }) => type === 'sync.completed' && payload['success'] === true)
          .length;
      const before = heard.map(ends);
      expect(await trigger(web, id)).not.toBeNull();
      for (const [n, messages] of heard.entries()) {
        await eventually(`web ${n} tells of the end`, HEARD_MS, () =>
          Promise.resolve(ends(messages) === before[n]! + 1 || undefined),
        );
        // A run shorter than the pause between messages is told by its end alone.
        const shown = messages.findLast(({ type }) => type === 'sync.status_update');
        expect(shown?.payload).toMatchObject({ fabric_id: id, status: 'in_sync' });
      }
      await drained([id]);
    }
  });

  it('schedules go on when two workers and a web process die', { timeout: 120_000 }, async () => {
    const [first, second] = workers.splice(0, 2);
    const [web] = webs.splice(0, 1);
    for (const app of [first, second, web?.app]) app?.signal('SIGKILL');
    await Promise.all([first?.ended, second?.ended, web?.app.ended]);
    const [last] = await db
      .select({ id: runs.id })
      .from(runs)
      .orderBy(sql`${runs.id} desc`)
      .limit(1);

    await db.update(fabrics).set({
      syncInterval: 300,
      lastAttemptAt: sql`clock_timestamp() - interval '400 s'`,
      wakeAt: sql`clock_timestamp()`,
    });

    const started = await eventually('each fabric has run by itself', 60_000, async () => {
      const rows = await db.select().from(runs).where(gt(runs.id, last!.id));
      return rows.length >= FABRICS && rows.every(({ finishedAt }) => finishedAt !== null) ? rows : undefined;
    });
    expect(new Set(started.map(({ fabricId }) => fabricId))).toEqual(new Set(ids));
    expect(started.map(({ triggerType, status }) => `${triggerType} ${status}`)).toEqual(
      ids.map(() => 'periodic completed'),
    );
    webs.push(await startWeb());
    workers.push(...(await Promise.all([start('worker'), start('worker')])));
  });

  it(
    'a rolling restart under load loses no run, and watchers find the present state',
    { timeout: 300_000 },
    async () => {
      const acknowledged: string[] = [];
      const over = new AbortController();
      const load = async (): Promise<void> => {
        while (!over.signal.aborted) {
          // A process that goes away refuses, or breaks off: then nothing was promised.
          const taskId = await trigger(anyWeb(), anyFabric()).catch(() => null);
          if (taskId !== null) acknowledged.push(taskId);
        }
      };
      const loads = Array.from({ length: 4 }, load);

      for (let n = 0; n < workers.length; n += 1) {
        const old = workers[n]!;
        old.signal('SIGTERM');
        expect(await old.ended).toBe(0);
        workers[n] = await start('worker');
      }
      for (let n = 0; n < webs.length; n += 1) {
        const old = webs[n]!;
        const replacement = await startWeb();
        webs[n] = replacement;
        old.app.signal('SIGTERM');
        expect(await old.app.ended).toBe(0);
      }
      over.abort();
      await Promise.all(loads);
      await drained(ids);

      expect(acknowledged.length).toBeGreaterThan(workers.length);
      const rows = (await Promise.all(ids.map(expectOneAfterTheOther))).flat();
      const statusOf = new Map(rows.map(({ taskId, status }) => [taskId, status]));
      expect(acknowledged.filter((taskId) => statusOf.get(taskId) !== 'completed')).toEqual([]);
      for (const id of ids) {
        await expectTrueRecord(db, id);
        expect((await fabricOf(db, id)).activeRunId).toBeNull();
        const [present] = await watch(anyWeb(), id);
        expect(present).toMatchObject({ type: 'sync.status_update', payload: { fabric_id: id } });
      }
      for (const app of [...workers, ...webs.map((web) => web.app)]) app.signal('SIGTERM');
      for (const app of [...workers, ...webs.map((web) => web.app)]) expect(await app.ended).toBe(0);
    },
  );
});
