import { eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { fabrics, resources, runs } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import type { FabricPatch } from '#server/domain/wire/fabric.ts';
import { fabricPatch } from '#server/domain/wire/fabric.ts';
import { updateFabric } from '#server/services/fabrics/update-fabric.ts';
import {
  auditRows,
  failedFabric,
  fabricRow,
  newFabric,
  runRow,
  startRun,
  testContext,
  transitionRows,
  transitionsOf,
  verifiedFabric,
} from '#server/services/fixtures/fabrics.ts';

const { db } = await testDatabase();
const ctx = testContext(db);
const SERVER = 'https://fabric.example:6443';
const OTHER = 'https://other.example:6443';

beforeEach(() => db.delete(fabrics));

const update = (id: number, input: FabricPatch) => updateFabric(ctx, id, fabricPatch.parse(input));

describe('a change', () => {
  test('is answered, counted and audited by the fields that really changed', async () => {
    const { id } = await verifiedFabric(ctx, { name: 'lab' });

    const changed = await update(id, { name: 'lab', description: 'new', prune: true, self_heal: true });

    expect(changed).toMatchObject({ description: 'new', self_heal: true, version: 2 });
    expect((await auditRows(db, id)).at(-1)).toMatchObject({
      kind: 'fabric.updated',
      actor: 'admin',
      data: { fields: ['description', 'self_heal'] },
    });
  });

  test.each<FabricPatch>([{}, { sync_interval: 300, kubernetes_server: SERVER }, { kubernetes_token: '' }])(
    'to what it is already changes nothing: %j',
    async (input) => {
      const before = await failedFabric(ctx, 'K8S_AUTH_INVALID_TOKEN');
      const audited = await auditRows(db, before.id);

      await update(before.id, input);

      expect(await fabricRow(db, before.id)).toEqual(before);
      expect(await auditRows(db, before.id)).toEqual(audited);
    },
  );

  test('names in the log what caused a transition', async () => {
    const { id } = await verifiedFabric(ctx);

    await update(id, { sync_enabled: false });

    expect((await transitionRows(db, id)).at(-1)).toMatchObject({
      from: 'in_sync',
      to: 'disabled',
      actor: 'admin',
      reason: 'configuration changed: sync_enabled',
    });
  });
});

describe('refused, and nothing is changed', () => {
  test.each<[string, FabricPatch, object]>([
    [
      'a name that is taken',
      { name: 'taken' },
      { code: 'REQUEST_INVALID', fields: [expect.objectContaining({ field: 'name' })] },
    ],
    [
      'a repository that does not exist',
      { git_repository: 4_711 },
      { code: 'REQUEST_INVALID', fields: [expect.objectContaining({ field: 'git_repository' })] },
    ],
    [
      'a server that is not allowed',
      { kubernetes_server: 'https://denied.example' },
      { code: 'ADDRESS_REFUSED' },
    ],
  ])('%s', async (_, input, error) => {
    await newFabric(ctx, { name: 'taken' });
    const before = await verifiedFabric(ctx);

    await expect(update(before.id, { description: 'half', ...input })).rejects.toMatchObject(error);

    expect(await fabricRow(db, before.id)).toEqual(before);
  });

  test('a fabric that does not exist', async () => {
    await expect(update(2_000_000_000, { name: 'x' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'Fabric with ID 2000000000 not found',
    });
  });
});

describe('the server', () => {
  test('taken away and set again: the history is kept', async () => {
    const { id, lastSync } = await verifiedFabric(ctx);

    await update(id, { kubernetes_server: '' });
    const back = await update(id, { kubernetes_server: `${SERVER}/` });

    expect(back).toMatchObject({ calculated_sync_status: 'in_sync', last_sync: lastSync?.toISOString() });
    expect((await transitionsOf(db, id)).slice(-2)).toEqual([
      'in_sync -> not_configured',
      'not_configured -> in_sync',
    ]);
  });

  test('another one: history, errors and fingerprints are cleared, the next run starts at once', async () => {
    const { id } = await verifiedFabric(ctx);
    await db.insert(resources).values({
      fabricId: id,
      apiVersion: 'vpc.githedgehog.com/v1beta1',
      kind: 'VPC',
      namespace: 'default',
      name: 'vpc-1',
      desired: { vni: 1 },
      desiredHash: 'd',
      liveHash: 'l',
      driftStatus: 'in_sync',
    });

    const moved = await update(id, { kubernetes_server: OTHER });

    const [resource] = await db.select().from(resources).where(eq(resources.fabricId, id));
    expect(moved).toMatchObject({ calculated_sync_status: 'never_synced', last_sync: null, drift_count: 0 });
    expect(resource).toMatchObject({
      desired: { vni: 1 },
      desiredHash: null,
      liveHash: null,
      driftStatus: 'unknown',
    });
    expect((await fabricRow(db, id)).wakeAt).toEqual((await fabricRow(db, id)).updatedAt);
  });

  test('another one and back: nothing comes back that was not verified again', async () => {
    const { id } = await verifiedFabric(ctx);

    await update(id, { kubernetes_server: OTHER });
    const back = await update(id, { kubernetes_server: SERVER });

    expect(back).toMatchObject({ calculated_sync_status: 'never_synced', last_sync: null });
  });

  test('set for the first time: the first run starts at once', async () => {
    const { id } = await newFabric(ctx, { kubernetes_server: '' });

    await update(id, { kubernetes_server: SERVER });

    expect((await fabricRow(db, id)).wakeAt).not.toBeNull();
    expect((await transitionsOf(db, id)).at(-1)).toBe('not_configured -> never_synced');
  });
});

test.each<[FabricPatch, boolean]>([
  [{ kubernetes_namespace: 'hedgehog' }, true],
  [{ gitops_directory: 'other' }, true],
  [{ gitops_directory: '//' }, false],
  [{ kubernetes_server: `${SERVER}//` }, false],
  [{ sync_interval: 60 }, false],
  [{ kubernetes_token: 'new' }, false],
  [{ prune: false }, false],
])('%j is another target: %s', async (input, another) => {
  const { id } = await verifiedFabric(ctx);

  const { calculated_sync_status } = await update(id, input);

  expect(calculated_sync_status).toBe(another ? 'never_synced' : 'in_sync');
});

describe('an active run', () => {
  test.each<[FabricPatch, string, string]>([
    [{ sync_enabled: false }, 'disabled', 'disabling synchronization'],
    [{ kubernetes_server: '' }, 'not_configured', 'removing the server'],
    [{ kubernetes_server: OTHER }, 'target_changed', 'changing the target'],
  ])('is ended by %j in the same transaction', async (input, stop, words) => {
    const { id } = await verifiedFabric(ctx);
    const { runId } = await startRun(ctx, id);

    await update(id, input);

    expect(await runRow(db, runId)).toMatchObject({
      status: 'cancelled',
      stopRequested: stop,
      errorCode: 'SYNC_CANCELLED',
      errorMessage: `Synchronization was cancelled by admin, by ${words}`,
    });
    expect(await fabricRow(db, id)).toMatchObject({ activeRunId: null, lastRunId: runId, syncError: null });
  });

  test.each<FabricPatch>([{ sync_enabled: false }, { kubernetes_server: '' }])(
    'that had written leaves an error when it is ended by %j',
    async (input) => {
      const { id, lastSync } = await verifiedFabric(ctx);
      const { runId } = await startRun(ctx, id);
      await db
        .update(runs)
        .set({ wroteAt: sql`clock_timestamp()` })
        .where(eq(runs.id, runId));

      await update(id, input);
      const back = await update(id, { sync_enabled: true, kubernetes_server: SERVER });

      expect(back).toMatchObject({ calculated_sync_status: 'error', error: { code: 'SYNC_CANCELLED' } });
      expect(back.last_sync).toBe(lastSync?.toISOString());
    },
  );

  test('that had written to the old target leaves no error in the new one', async () => {
    const { id } = await verifiedFabric(ctx);
    const { runId } = await startRun(ctx, id);
    await db
      .update(runs)
      .set({ wroteAt: sql`clock_timestamp()` })
      .where(eq(runs.id, runId));

    expect(await update(id, { kubernetes_server: OTHER })).toMatchObject({
      calculated_sync_status: 'never_synced',
      error_message: null,
    });
  });

  test.each<FabricPatch>([{ sync_interval: 0 }, { kubernetes_token: 'new' }, { description: 'x' }])(
    'goes on after %j',
    async (input) => {
      const { id } = await verifiedFabric(ctx);
      const { runId } = await startRun(ctx, id);

      expect(await update(id, input)).toMatchObject({ calculated_sync_status: 'syncing' });
      expect(await runRow(db, runId)).toMatchObject({ status: 'running', stopRequested: null });
    },
  );
});

describe('in error', () => {
  test.each<FabricPatch>([{ kubernetes_token: 'new' }, { sync_interval: 60 }, { prune: false }])(
    '%j starts again at once; the error stands until a run succeeds',
    async (input) => {
      const { id } = await failedFabric(ctx, 'K8S_AUTH_INVALID_TOKEN');

      const changed = await update(id, input);

      const row = await fabricRow(db, id);
      expect(row).toMatchObject({
        scheduleStopped: false,
        retryAttempt: 0,
        errorCode: 'K8S_AUTH_INVALID_TOKEN',
      });
      expect(row.wakeAt).toEqual(row.updatedAt);
      expect(changed).toMatchObject({
        calculated_sync_status: 'error',
        error_message: 'text of K8S_AUTH_INVALID_TOKEN',
        why: 'configuration changed, trying again now',
      });
    },
  );

  test('another name or description starts nothing: refused credentials are not tried again for it', async () => {
    const { id } = await failedFabric(ctx, 'K8S_AUTH_INVALID_TOKEN');

    const changed = await update(id, { name: 'other', description: 'other' });

    expect(changed.why).toBe('automatic runs stopped: credentials refused');
    const row = await fabricRow(db, id);
    // Looked at for its lateness, not for a run.
    const late = new Date(row.lastSync!.getTime() + 900_001);
    expect(row).toMatchObject({ scheduleStopped: true, retryAt: null, activeRunId: null, wakeAt: late });
  });
});

test('a longer interval, or none, makes a late fabric in sync', async () => {
  const { id } = await verifiedFabric(ctx);
  await db
    .update(fabrics)
    .set({
      lastSync: sql`clock_timestamp() - interval '400 s'`,
      lastAttemptAt: sql`clock_timestamp() - interval '1 s'`,
    })
    .where(eq(fabrics.id, id));

  const changed = await update(id, { sync_interval: 600 });

  expect(changed.calculated_sync_status).toBe('in_sync');
  expect((await transitionsOf(db, id)).slice(-2)).toEqual([
    'in_sync -> out_of_sync',
    'out_of_sync -> in_sync',
  ]);
});

describe('credentials', () => {
  test('a new token is sealed and dated, an empty one removed, an absent one kept', async () => {
    const { id } = await newFabric(ctx, { kubernetes_token: 'hunter1' });

    const kept = await update(id, { description: 'x' });
    const set = await update(id, { kubernetes_token: 'hunter2' });
    const sealed = (await fabricRow(db, id)).kubernetesTokenSealed;
    const removed = await update(id, { kubernetes_token: '' });

    expect(kept.kubernetes_token_set).toBe(true);
    expect(sealed).toBe(`fabrics/${id}/kubernetes_token=hunter2`);
    expect(Date.parse(set.credentials_set_at!)).toBeGreaterThanOrEqual(Date.parse(kept.credentials_set_at!));
    expect(removed).toMatchObject({ kubernetes_token_set: false, credentials_set_at: null });
    expect(JSON.stringify([kept, set, await auditRows(db, id)])).not.toMatch(/hunter/);
  });
});

describe('a stored token never follows to somewhere that it was not entered for', () => {
  const withToken = () => newFabric(ctx, { kubernetes_token: 'hunter1' });
  const refused = (elsewhere: string) => ({
    code: 'REQUEST_INVALID',
    fields: [
      {
        field: 'kubernetes_token',
        message: `This is another ${elsewhere} than the stored token was entered for: enter the token with it, or "" to remove the stored one`,
      },
    ],
  });

  test.each<[FabricPatch, string]>([
    [{ kubernetes_server: OTHER }, 'server'],
    [{ kubernetes_server: SERVER.replace('https', 'http') }, 'server'],
    [{ kubernetes_server: SERVER.replace('6443', '7443') }, 'server'],
    [{ kubernetes_server: 'in-cluster' }, 'server'],
    [{ kubernetes_proxy_url: 'http://proxy.example:3128' }, 'proxy'],
  ])('%j is refused whole', async (input, elsewhere) => {
    const before = await withToken();

    await expect(update(before.id, { ...input, description: 'half' })).rejects.toMatchObject(
      refused(elsewhere),
    );

    expect(await fabricRow(db, before.id)).toEqual(before);
  });

  test('nor by way of no server at all', async () => {
    const { id } = await withToken();
    await update(id, { kubernetes_server: '' });

    await expect(update(id, { kubernetes_server: OTHER })).rejects.toMatchObject(refused('server'));
    const back = await update(id, { kubernetes_server: SERVER });

    expect(back).toMatchObject({ calculated_sync_status: 'never_synced', kubernetes_token_set: true });
  });

  test.each<FabricPatch>([
    { kubernetes_server: OTHER, kubernetes_token: 'hunter2' },
    { kubernetes_server: OTHER, kubernetes_token: '' },
    { kubernetes_server: `${SERVER}/base` },
    { kubernetes_server: SERVER.toUpperCase().replace('HTTPS', 'https') },
    { kubernetes_server: '' },
    { kubernetes_proxy_url: '' },
  ])('%j may be set', async (input) => {
    const { id } = await withToken();

    expect(await update(id, input)).toMatchObject(
      input.kubernetes_token === undefined
        ? { kubernetes_token_set: true }
        : input.kubernetes_token === ''
          ? { kubernetes_token_set: false }
          : {},
    );
  });

  test('a fabric without a token moves freely, and one that never had a server takes its token to the first', async () => {
    const bare = await newFabric(ctx);
    const first = await newFabric(ctx, { kubernetes_server: '', kubernetes_token: 'hunter1' });

    await update(bare.id, { kubernetes_server: OTHER });
    const set = await update(first.id, {
      kubernetes_server: OTHER,
      kubernetes_proxy_url: 'http://proxy.example:3128',
    });

    expect(set).toMatchObject({ kubernetes_server: OTHER, kubernetes_token_set: true });
  });
});

test('twenty changes at once all happen, one after the other', async () => {
  const { id } = await verifiedFabric(ctx);

  await Promise.all(Array.from({ length: 20 }, (_, index) => update(id, { description: `change ${index}` })));

  expect(await fabricRow(db, id)).toMatchObject({ version: 21 });
});
