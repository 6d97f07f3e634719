import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { fabrics, repositories, type FabricRow } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { createOutbound } from '#server/outbound/outbound.ts';
import { checkHealth } from '#server/scheduler/health-check.ts';
import { fabricRow, newFabric, setFabric, startRun, testContext } from '#server/services/fixtures/fabrics.ts';

const { db } = await testDatabase();
const ctx = { ...testContext(db), outbound: createOutbound({ deny: [], allow: [] }) };
/** Nobody listens there: the answer comes at once. */
const REFUSING = { kubernetes_server: 'https://127.0.0.1:9', sync_interval: 0 };
const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1_000);
const LONG_AGO = ago(3_600);

beforeEach(() => db.delete(fabrics));

/** A fabric at interval 0 that was configured an hour ago: no run ever attempted it. */
async function fabric(columns: Partial<FabricRow> = {}): Promise<number> {
  const { id } = await newFabric(ctx, REFUSING);
  await setFabric(db, id, { updatedAt: LONG_AGO, ...columns });
  return id;
}

describe('who is looked at', () => {
  test.each<[string, Partial<FabricRow>, number]>([
    ['one that no run ever attempted', {}, 1],
    [
      'but not within a minute after it was configured: its first run is on its way',
      { updatedAt: ago(50) },
      0,
    ],
    ['one whose last run ended more than a minute ago', { lastAttemptAt: ago(61) }, 1],
    ['not after a run within the minute, however old its configuration', { lastAttemptAt: ago(50) }, 0],
    ['nor after another look within the minute', { healthCheckedAt: ago(50) }, 0],
    ['again a minute after the last look', { healthCheckedAt: ago(61) }, 1],
    ['not a disabled one', { syncEnabled: false }, 0],
    ['not one without a server', { kubernetesServer: ' ' }, 0],
  ])('%s', async (_, columns, looks) => {
    await fabric(columns);

    expect(await checkHealth(ctx)).toBe(looks);
  });

  test('not one that a run has in hand', async () => {
    const id = await fabric();
    await startRun(ctx, id);

    expect(await checkHealth(ctx)).toBe(0);
  });
});

test('a manual-only fabric whose cluster cannot be reached says so before anybody presses Sync Now', async () => {
  const id = await fabric();

  await checkHealth(ctx);

  expect(await fabricRow(db, id)).toMatchObject({
    errorCode: 'K8S_CONNECTION_REFUSED',
    errorByHealthCheck: true,
    lastAttemptAt: null,
  });
});

test('a round goes on while there are more: many fabrics are looked at as often as few, each by one process', async () => {
  const id = await fabric();
  await db.execute(sql`
    insert into fabrics (name, kubernetes_server, sync_interval, updated_at)
    select 'many ' || n, kubernetes_server, 0, updated_at from fabrics, generate_series(1, 129) n where id = ${id}`);

  const rounds = await Promise.all([checkHealth(ctx), checkHealth(ctx)]);

  expect(rounds[0] + rounds[1]).toBe(130);
  expect(await checkHealth(ctx)).toBe(0);
  expect(await db.$count(fabrics, sql`error_code is null`)).toBe(0);
});

test('the fabrics of one repository ask its host once a round', async () => {
  const asked: string[] = [];
  const host = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  const { port } = host.address() as AddressInfo;
  const dataDir = await mkdtemp(join(tmpdir(), 'fabric-sync-health-'));
  try {
    const values = { name: `repository-${randomUUID()}`, url: `http://127.0.0.1:${port}/x.git` };
    const [repository] = await db.insert(repositories).values(values).returning();
    for (let n = 0; n < 5; n += 1) await fabric({ gitRepositoryId: repository!.id });

    expect(await checkHealth({ ...ctx, dataDir })).toBe(5);
    expect(asked).toHaveLength(1);
  } finally {
    host.close();
    await rm(dataDir, { recursive: true });
  }
});
