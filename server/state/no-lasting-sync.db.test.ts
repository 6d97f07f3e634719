import * as fc from 'fast-check';
import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { events, fabrics, runs } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { isAppError } from '#server/domain/app-error.ts';
import { calculateSyncState } from '#server/domain/sync-state.ts';
import { claimRuns } from '#server/jobs/claim.ts';
import { handOver } from '#server/jobs/hand-over.ts';
import type { HeldLease } from '#server/jobs/lease.ts';
import { tick } from '#server/scheduler/tick.ts';
import { endStrandedRuns } from '#server/scheduler/watchdog.ts';
import { deleteFabric } from '#server/services/fabrics/delete-fabric.ts';
import { updateFabric } from '#server/services/fabrics/update-fabric.ts';
import {
  auditRows,
  newFabric,
  testContext,
  transitionRows,
  TRIGGER,
} from '#server/services/fixtures/fabrics.ts';
import { cancelSync } from '#server/services/sync/cancel-sync.ts';
import { retrySync, triggerSync } from '#server/services/sync/trigger-sync.ts';
import { databaseNow } from '#server/state/change.ts';
import { endOwnRun, returnLease, type Lease } from '#server/state/end-run.ts';
import { journalIntent } from '#server/sync/record/journal.ts';

/**
 * No path leaves `syncing` behind: whatever people, workers and clocks do to a fabric, in whatever order and side by side, once
 * nothing more is done the watchdog and the scheduler bring it out of `syncing`, and the log tells every step of it.
 */
const { db } = await testDatabase();
const ctx = testContext(db);
const SERVERS = ['https://a.example', 'https://b.example'];
/** Longer than every limit of a run. */
const AN_HOUR = 3_600;

/** One fabric, and the workers that claimed its runs; a worker that died holds its lease and does nothing more. */
interface World {
  readonly id: number;
  held: Lease[];
}

const claim = async (world: World): Promise<void> => {
  const worker = `worker-${world.held.length}`;
  for (const run of await claimRuns(db, worker, 10)) {
    world.held.push({ runId: run.id, worker, attempt: run.attempt });
  }
};
const newest = (world: World): Lease | undefined => world.held.at(-1);
const end = async (world: World, verified: boolean): Promise<void> => {
  const lease = newest(world);
  if (lease === undefined) return;
  await endOwnRun(db, world.id, lease, {
    status: verified ? 'completed' : 'failed',
    outcome: verified
      ? { type: 'verified' }
      : { type: 'failed', code: 'K8S_API_SERVER_ERROR', message: '503', advice: 'look' },
    actor: 'admin',
    reason: 'the run ended',
  });
  await returnLease(db, lease);
};

/** As if the database's clock had jumped: every time that stands in the rows is so much further away. */
async function jump(id: number, seconds: number): Promise<void> {
  const by = sql`make_interval(secs => ${seconds}::int)`;
  await db
    .update(runs)
    .set({
      queuedAt: sql`${runs.queuedAt} - ${by}`,
      startedAt: sql`${runs.startedAt} - ${by}`,
      leaseUntil: sql`${runs.leaseUntil} - ${by}`,
    })
    .where(eq(runs.fabricId, id));
  await db
    .update(fabrics)
    .set({
      lastSync: sql`${fabrics.lastSync} - ${by}`,
      lastAttemptAt: sql`${fabrics.lastAttemptAt} - ${by}`,
      retryAt: sql`${fabrics.retryAt} - ${by}`,
      wakeAt: sql`${fabrics.wakeAt} - ${by}`,
    })
    .where(eq(fabrics.id, id));
}

const WRITE = {
  identity: { kind: 'VPC', namespace: 'default', name: 'vpc-1' },
  action: 'create',
  reason: 'missing',
  changes: [],
} as const;

const ACTIONS = {
  trigger: ({ id }) => triggerSync(ctx, id, TRIGGER),
  retry: ({ id }) => retrySync(ctx, id),
  claim,
  write: async (world) => {
    const lease = newest(world);
    if (lease !== undefined)
      await journalIntent(db, { ...lease, assertHeld() {} } as HeldLease, [{ item: WRITE, before: null }]);
  },
  succeed: (world) => end(world, true),
  fail: (world) => end(world, false),
  cancel: ({ id }) => cancelSync(ctx, id),
  kill: async (world) => void world.held.pop(),
  stop_worker: async (world) => {
    const lease = world.held.pop();
    if (lease !== undefined) await handOver(db, world.id, lease);
  },
  disable: ({ id }) => updateFabric(ctx, id, { sync_enabled: false }),
  enable: ({ id }) => updateFabric(ctx, id, { sync_enabled: true }),
  remove_server: ({ id }) => updateFabric(ctx, id, { kubernetes_server: '' }),
  set_server: ({ id }) => updateFabric(ctx, id, { kubernetes_server: SERVERS[0]! }),
  other_server: ({ id }) => updateFabric(ctx, id, { kubernetes_server: SERVERS[1]! }),
  delete: ({ id }) => deleteFabric(ctx, id),
  tick: () => tick(db, ctx.log),
  watch: () => endStrandedRuns(db, ctx.log),
  forward: ({ id }) => jump(id, 700),
  back: ({ id }) => jump(id, -700),
} as const satisfies Record<string, (world: World) => Promise<unknown>>;

type Action = keyof typeof ACTIONS;
const ACTION_NAMES = Object.keys(ACTIONS) as Action[];
/** Deleting ends a history: rarely, so that most are long. */
const action = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom(...ACTION_NAMES.filter((name) => name !== 'delete')) },
  { weight: 1, arbitrary: fc.constant<Action>('delete') },
);
/** Those of one group happen at once. */
const history = fc.array(fc.array(action, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 14 });

/** What the contract refuses is refused in its own words; anything else is a fault. */
async function act(world: World, name: Action): Promise<void> {
  try {
    await ACTIONS[name](world);
  } catch (error) {
    const isRefusal = isAppError(error) && error.code !== 'INTERNAL' && error.code !== 'SYNC_INTERNAL';
    const isLost = error instanceof Error && error.name === 'RunStopped';
    if (!isRefusal && !isLost) throw error;
  }
}

async function expectSound({ id }: World): Promise<void> {
  const active = await db
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.fabricId, id), inArray(runs.status, ['pending', 'running'])));
  const [fabric] = await db.select().from(fabrics).where(eq(fabrics.id, id));
  expect(active.map((run) => run.id)).toEqual(
    fabric === undefined || fabric.activeRunId === null ? [] : [fabric.activeRunId],
  );
  const log = await transitionRows(db, id);
  expect(log.map(({ from }) => from)).toEqual([null, ...log.slice(0, -1).map(({ to }) => to)]);
  const kinds = (await auditRows(db, id)).map(({ kind }) => kind);
  expect(kinds).not.toContain('fabric.state_unexplained');
  expect(kinds).not.toContain('fabric.transition_refused');
}

/** Nobody does anything any more but the loops that every process runs; no worker is left. */
async function settle({ id }: World): Promise<void> {
  await db
    .update(fabrics)
    .set({ syncInterval: 0 })
    .where(and(eq(fabrics.id, id), gt(fabrics.syncInterval, 0)));
  // The first look shortens leases that a clock set back has made too long.
  await endStrandedRuns(db, ctx.log);
  await jump(id, AN_HOUR);
  await endStrandedRuns(db, ctx.log);
}

test('whatever happens, in whatever order and at once, no fabric stays in syncing, and the log has no gap', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (groups) => {
      await db.delete(fabrics);
      await db.delete(events);
      const { id } = await newFabric(ctx, { kubernetes_server: SERVERS[0]! });
      const world: World = { id, held: [] };

      for (const group of groups) {
        await Promise.all(group.map((name) => act(world, name)));
        await expectSound(world);
      }
      await settle(world);

      await expectSound(world);
      const [fabric] = await db.select().from(fabrics).where(eq(fabrics.id, id));
      const now = await databaseNow(db);
      const open = inArray(runs.status, ['pending', 'running']);
      expect(fabric === undefined ? 'deleted' : calculateSyncState(fabric, now)).not.toBe('syncing');
      expect(await db.$count(runs, and(eq(runs.fabricId, id), open))).toBe(0);
    }),
    { numRuns: 60, interruptAfterTimeLimit: 90_000, markInterruptAsFailure: false },
  );
}, 150_000);
