import { beforeEach, describe, expect, test } from 'vitest';
import { fabrics, repositories } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { fabricInput } from '#server/domain/wire/fabric.ts';
import { createFabric } from '#server/services/fabrics/create-fabric.ts';
import { auditRows, fabricRow, newFabric, testContext } from '#server/services/fixtures/fabrics.ts';

const { db } = await testDatabase();
const ctx = testContext(db);
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';

beforeEach(() => db.delete(fabrics));

const create = (input: object) => createFabric(ctx, fabricInput.parse({ name: 'lab', ...input }));

test('what is answered is what was asked for, with its state', async () => {
  const fabric = await create({ kubernetes_server: 'https://fabric.example:6443', sync_interval: 600 });

  expect(fabric).toMatchObject({
    name: 'lab',
    kubernetes_server: 'https://fabric.example:6443',
    sync_interval: 600,
    calculated_sync_status: 'never_synced',
    kubernetes_token_set: false,
    version: 1,
  });
});

describe('its first run', () => {
  test('is due at once when it is configured', async () => {
    const { id, created_at } = await create({ kubernetes_server: 'https://fabric.example:6443' });

    expect((await fabricRow(db, id)).wakeAt?.getTime()).toBeLessThanOrEqual(Date.parse(created_at) + 1_000);
  });

  test.each([[{ kubernetes_server: '' }], [{ sync_enabled: false }], [{ sync_interval: 0 }]])(
    'does not start by itself with %j',
    async (input) => {
      const { id } = await create({ kubernetes_server: 'https://fabric.example:6443', ...input });

      expect((await fabricRow(db, id)).wakeAt).toBeNull();
    },
  );
});

describe('its token', () => {
  test('is sealed for its row and never answered', async () => {
    const fabric = await create({ kubernetes_token: 'hunter2' });

    const row = await fabricRow(db, fabric.id);
    expect(row.kubernetesTokenSealed).toBe(`fabrics/${fabric.id}/kubernetes_token=hunter2`);
    expect(fabric.kubernetes_token_set).toBe(true);
    expect(fabric.credentials_set_at).not.toBeNull();
    expect(JSON.stringify([fabric, await auditRows(db, fabric.id)])).not.toContain('hunter2');
  });

  test('empty is none', async () => {
    expect(await create({ kubernetes_token: '' })).toMatchObject({
      kubernetes_token_set: false,
      credentials_set_at: null,
    });
  });

  test('a CA alone dates the credentials too', async () => {
    expect((await create({ kubernetes_ca_cert: PEM })).credentials_set_at).not.toBeNull();
  });
});

test('it is audited', async () => {
  const { id } = await create({});

  expect(await auditRows(db, id)).toEqual([
    expect.objectContaining({
      kind: 'fabric.created',
      actor: 'admin',
      subjectId: String(id),
      data: { name: 'lab' },
    }),
  ]);
});

describe('refused, and nothing is created', () => {
  test.each<[string, object, object]>([
    [
      'a name that is taken',
      { name: 'taken' },
      {
        code: 'REQUEST_INVALID',
        fields: [{ field: 'name', message: 'A fabric with this name exists already' }],
      },
    ],
    [
      'a repository that does not exist',
      { git_repository: 4_711 },
      {
        code: 'REQUEST_INVALID',
        fields: [{ field: 'git_repository', message: 'Repository with ID 4711 does not exist' }],
      },
    ],
    [
      'a server that is not allowed',
      { kubernetes_server: 'https://denied.example' },
      { code: 'ADDRESS_REFUSED' },
    ],
  ])('%s', async (_, input, error) => {
    await newFabric(ctx, { name: 'taken' });

    await expect(create(input)).rejects.toMatchObject(error);

    expect(await db.$count(fabrics)).toBe(1);
  });

  test('of twenty with one name at once all but one', async () => {
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => create({})));

    const refusals = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    expect(refusals).toEqual(
      Array.from({ length: 19 }, () => expect.objectContaining({ code: 'REQUEST_INVALID' })),
    );
  });
});

test('a repository is named by its id and answered with its name', async () => {
  const [repository] = await db
    .insert(repositories)
    .values({ name: 'gitops', url: 'https://git.example/x.git' })
    .returning();

  const fabric = await create({ git_repository: repository!.id, gitops_directory: '/lab/' });

  expect(fabric).toMatchObject({
    git_repository: repository!.id,
    git_repository_name: 'gitops',
    gitops_directory: '/lab/',
  });
});
