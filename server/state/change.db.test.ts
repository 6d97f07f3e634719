import { eq, sql as statement } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { events, fabrics } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { calculateSyncState, SYNC_STATES, type SyncState } from '#server/domain/sync-state.ts';
import { isAllowedTransition } from '#server/domain/transition.ts';
import {
  auditRows,
  endRun,
  fabricRow,
  newFabric,
  setFabric,
  startRun,
  testContext,
  transitionRows,
  transitionsOf,
  verifiedFabric,
} from '#server/services/fixtures/fabrics.ts';
import { changeFabric, databaseNow, type FabricPatch } from '#server/state/change.ts';
import { CHANNEL } from '#server/state/notify.ts';

const { db, sql } = await testDatabase();
const ctx = testContext(db);
const CAUSE = { actor: 'admin', reason: 'because' };

beforeEach(() => db.delete(fabrics));

const set = (id: number, patch: FabricPatch) =>
  changeFabric(db, id, CAUSE, () => Promise.resolve({ patch, result: 'done' }));

describe('the first state of a new fabric is logged', () => {
  test.each([
    [{}, 'never_synced'],
    [{ kubernetes_server: '' }, 'not_configured'],
    [{ sync_enabled: false }, 'disabled'],
  ])('%j: %s', async (input, state) => {
    const { id } = await newFabric(ctx, input);

    expect(await transitionRows(db, id)).toEqual([
      expect.objectContaining({
        from: null,
        to: state,
        actor: 'admin',
        reason: 'fabric created',
        runId: null,
      }),
    ]);
  });
});

describe('a change', () => {
  test('writes the columns, the wake time and the transition in one', async () => {
    const { id } = await newFabric(ctx);

    const changed = await set(id, { syncEnabled: false });

    expect(changed).toMatchObject({ result: 'done', fabric: { id, syncEnabled: false, wakeAt: null } });
    expect(await transitionRows(db, id)).toEqual([
      expect.objectContaining({ to: 'never_synced' }),
      expect.objectContaining({ from: 'never_synced', to: 'disabled', actor: 'admin', reason: 'because' }),
    ]);
  });

  test('that leaves the state leaves the log', async () => {
    const { id } = await newFabric(ctx);

    await set(id, { description: 'other' });

    expect(await transitionsOf(db, id)).toEqual(['nothing -> never_synced']);
  });

  test('carries the run that caused it', async () => {
    const { id } = await newFabric(ctx);

    const lease = await startRun(ctx, id);
    await endRun(db, id, lease, { type: 'verified' });

    expect((await transitionRows(db, id)).at(-1)).toMatchObject({ to: 'in_sync', runId: lease.runId });
  });

  test('of a fabric that does not exist is none', async () => {
    expect(await set(2_000_000_000, { syncEnabled: false })).toBeNull();
  });

  test('may be given a truer reason under the lock', async () => {
    const { id } = await newFabric(ctx);

    await changeFabric(db, id, CAUSE, () =>
      Promise.resolve({ patch: { syncEnabled: false }, result: null, reason: 'truer' }),
    );

    expect((await transitionRows(db, id)).at(-1)).toMatchObject({ to: 'disabled', reason: 'truer' });
  });

  test('that fails leaves nothing behind', async () => {
    const { id } = await newFabric(ctx);

    const failing = changeFabric(db, id, CAUSE, async (tx) => {
      await tx.update(fabrics).set({ description: 'half' }).where(eq(fabrics.id, id));
      throw new Error('no');
    });

    await expect(failing).rejects.toThrow('no');
    expect(await fabricRow(db, id)).toMatchObject({ description: '' });
  });

  test('to a state that may not follow is refused whole', async () => {
    const { id } = await newFabric(ctx, { sync_enabled: false });

    const impossible = set(id, { syncEnabled: true, activeRunId: 7, description: 'half' });

    await expect(impossible).rejects.toMatchObject({
      code: 'INTERNAL',
      message: `Internal fault (error id transition-disabled-syncing-fabric-${id})`,
    });
    expect(await fabricRow(db, id)).toMatchObject({ syncEnabled: false, activeRunId: null, description: '' });
    expect(await transitionsOf(db, id)).toEqual(['nothing -> disabled']);
    expect((await auditRows(db, id)).at(-1)).toMatchObject({
      kind: 'fabric.transition_refused',
      actor: 'admin',
      data: { from: 'disabled', to: 'syncing', reason: 'because' },
    });
  });
});

describe('every pair of states', () => {
  const LONG_AGO = new Date(Date.now() - 86_400_000);
  const NO_ERROR = { connectionError: null, syncError: null };
  /** Columns that make a state, whatever the row held before. */
  const COLUMNS: Record<SyncState, () => FabricPatch> = {
    not_configured: () => ({ kubernetesServer: '' }),
    disabled: () => ({ kubernetesServer: 'https://a.example', syncEnabled: false }),
    syncing: () => ({ kubernetesServer: 'https://a.example', syncEnabled: true, activeRunId: 7 }),
    error: () => ({ ...idle, syncError: 'x' }),
    never_synced: () => ({ ...idle, ...NO_ERROR, lastSync: null }),
    out_of_sync: () => ({ ...idle, ...NO_ERROR, lastSync: LONG_AGO }),
    in_sync: () => ({ ...idle, ...NO_ERROR, lastSync: new Date() }),
  };
  const idle = { kubernetesServer: 'https://a.example', syncEnabled: true, activeRunId: null };
  const pairs = SYNC_STATES.flatMap((from) =>
    SYNC_STATES.filter((to) => to !== from).map((to) => ({ from, to })),
  );
  const allowed = pairs.filter(({ from, to }) => isAllowedTransition(from, to));

  /** A fabric whose log has come to `from`, and its change to `to`. */
  async function changing({ from, to }: (typeof pairs)[number]) {
    const { id } = await newFabric(ctx);
    await setFabric(db, id, COLUMNS[from]());
    await set(id, { description: 'brought into the log' });
    return { id, before: await transitionsOf(db, id), change: () => set(id, COLUMNS[to]()) };
  }

  test.each(allowed)('$from → $to is logged', async (pair) => {
    const { id, before, change } = await changing(pair);

    await change();

    expect(await transitionsOf(db, id)).toEqual([...before, `${pair.from} -> ${pair.to}`]);
  });

  test.each(pairs.filter((pair) => !allowed.includes(pair)))('$from → $to is refused whole', async (pair) => {
    const { id, before, change } = await changing(pair);

    await expect(change()).rejects.toMatchObject({ code: 'INTERNAL' });

    expect(await transitionsOf(db, id)).toEqual(before);
    expect((await auditRows(db, id)).at(-1)).toMatchObject({ kind: 'fabric.transition_refused', data: pair });
  });
});

describe('a past that nothing explains stops nobody', () => {
  test.each<[string, FabricPatch, string]>([
    ['an allowed pair', { syncError: 'by hand' }, 'error'],
    ['a pair that may not be', { activeRunId: 7 }, 'syncing'],
  ])('%s: logged as unexplained, the chain whole, and the change goes on', async (_title, byHand, state) => {
    const { id } = await newFabric(ctx, { sync_enabled: state !== 'syncing' });
    await setFabric(db, id, { syncEnabled: true, ...byHand });

    await set(id, { syncEnabled: false, activeRunId: null, syncError: null });

    const log = await transitionRows(db, id);
    expect(log.map(({ from }) => from)).toEqual([null, ...log.slice(0, -1).map(({ to }) => to)]);
    expect(log[1]).toMatchObject({
      to: state,
      actor: 'unknown',
      reason: 'unexplained: the fabric was changed past the transition log',
    });
    expect(log).toHaveLength(3);
    expect((await auditRows(db, id)).at(-1)).toMatchObject({
      kind: 'fabric.state_unexplained',
      data: { from: log[0]?.to, to: state },
    });
  });

  test('a log that was cut off begins anew', async () => {
    const { id } = await verifiedFabric(ctx);
    await startRun(ctx, id);
    await db.delete(events);

    await set(id, { syncEnabled: false, activeRunId: null });

    expect(await transitionRows(db, id)).toEqual([
      expect.objectContaining({
        from: null,
        to: 'syncing',
        reason: 'unexplained: nothing is logged of how the fabric came into this state',
      }),
      expect.objectContaining({ from: 'syncing', to: 'disabled', actor: 'admin' }),
    ]);
    expect((await auditRows(db, id)).map(({ kind }) => kind)).toEqual(['fabric.state_unexplained']);
  });
});

test('what time alone has done since is logged before, as done by the clock', async () => {
  const { id } = await verifiedFabric(ctx);
  await setFabric(db, id, { lastSync: new Date(Date.now() - 400_000) });

  await set(id, { syncEnabled: false });

  expect((await transitionRows(db, id)).slice(-2)).toEqual([
    expect.objectContaining({ from: 'in_sync', to: 'out_of_sync', actor: 'clock', reason: 'time passed' }),
    expect.objectContaining({ from: 'out_of_sync', to: 'disabled', actor: 'admin' }),
  ]);
});

test('under 100 changes at once the log has no gap and ends in the present state', async () => {
  const { id } = await newFabric(ctx);
  const changes = Array.from({ length: 100 }, (_, index) => ({
    syncEnabled: index % 3 !== 0,
    kubernetesServer: index % 4 === 0 ? '' : 'https://fabric.example',
  }));

  await Promise.all(changes.map((patch) => set(id, patch)));

  const log = await transitionRows(db, id);
  const fabric = await fabricRow(db, id);
  expect(log.map(({ from }) => from)).toEqual([null, ...log.slice(0, -1).map(({ to }) => to)]);
  expect(log.at(-1)?.to).toBe(calculateSyncState(fabric, await databaseNow(db)));
  expect(log.length).toBeGreaterThan(2);
});

describe('listeners', () => {
  const heard: string[] = [];
  let unlisten = async () => {};
  beforeEach(async () => {
    heard.length = 0;
    const listening = await sql.listen(CHANNEL, (payload) => heard.push(payload));
    unlisten = () => listening.unlisten();
  });
  afterEach(() => unlisten());

  /** Notices come in the order of commits, so one that is sent now comes last. */
  async function heardUntilNow(): Promise<string[]> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const marker = await sql.listen('fabric_sync_test_marker', () => resolve());
    await sql.notify('fabric_sync_test_marker', '');
    await promise;
    await marker.unlisten();
    return [...heard];
  }

  test('are told which fabric changed, after the commit', async () => {
    const { id } = await newFabric(ctx);
    heard.length = 0;

    await changeFabric(db, id, CAUSE, async (tx) => {
      await tx.execute(statement`select 1`);
      expect(await heardUntilNow()).not.toContain(JSON.stringify({ t: 'fabric', id }));
      return { patch: { syncEnabled: false }, result: null };
    });

    expect(await heardUntilNow()).toContain(JSON.stringify({ t: 'fabric', id }));
  });

  test('hear nothing of a change that was refused', async () => {
    const { id } = await newFabric(ctx, { sync_enabled: false });
    await heardUntilNow();
    heard.length = 0;

    await set(id, { syncEnabled: true, activeRunId: 7 }).catch(() => {});

    expect(await heardUntilNow()).toEqual([]);
  });
});
