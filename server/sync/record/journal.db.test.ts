import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { fabrics, runResults } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import type { HeldLease } from '#server/jobs/lease.ts';
import { newFabric, runRow, startRun, testContext } from '#server/services/fixtures/fabrics.ts';
import { cancelSync } from '#server/services/sync/cancel-sync.ts';
import { journalIntent, journalResults, journalUnwritten } from '#server/sync/record/journal.ts';

const { db } = await testDatabase();
const ctx = testContext(db);

beforeEach(() => db.delete(fabrics));

const item = (changes: readonly object[] = []) =>
  ({
    identity: { kind: 'VPC', namespace: 'default', name: 'vpc-1' },
    action: 'update',
    reason: 'differs',
    changes,
  }) as Parameters<typeof journalIntent>[2][number]['item'];

async function claimed() {
  const { id } = await newFabric(ctx);
  const lease = { ...(await startRun(ctx, id)), assertHeld() {} } as HeldLease;
  const rows = () => db.select().from(runResults).where(eq(runResults.runId, lease.runId));
  return { fabricId: id, lease, rows };
}

test('what is about to be written is said before, with what stood there; its outcome after', async () => {
  const { lease, rows } = await claimed();
  expect((await runRow(db, lease.runId)).wroteAt).toBeNull();

  await journalIntent(db, lease, [{ item: item(), before: { spec: { vlan: 1 } } }]);

  expect(await rows()).toMatchObject([{ name: 'vpc-1', outcome: null, before: { spec: { vlan: 1 } } }]);
  expect((await runRow(db, lease.runId)).wroteAt).not.toBeNull();

  await journalResults(db, lease, new Map([['VPC/default/vpc-1', { outcome: 'applied' }]]));
  expect(await rows()).toMatchObject([{ outcome: 'applied' }]);
});

test('said twice, since the first answer was lost, it stands once', async () => {
  const { lease, rows } = await claimed();

  for (let time = 0; time < 2; time += 1) await journalIntent(db, lease, [{ item: item(), before: null }]);

  expect(await rows()).toHaveLength(1);
});

test('a run that is not ours any more writes no intent', async () => {
  const { fabricId, lease, rows } = await claimed();
  await cancelSync(ctx, fabricId);

  await expect(journalIntent(db, lease, [{ item: item(), before: null }])).rejects.toMatchObject({
    reason: 'lost',
  });
  expect(await rows()).toEqual([]);
});

describe('text that no column takes, which an API server does', () => {
  const odd = { path: ['spec', 'description'], live: 'a\0b', desired: 'ab \\u0000 \u{1f600}' };
  const kept = { path: ['spec', 'description'], live: 'a\ufffdb', desired: 'ab \\u0000 \u{1f600}' };

  test('is kept with a mark in its place, and stops no run', async () => {
    const { lease, rows } = await claimed();
    const before = { metadata: { annotations: { theirs: '\0\ud800', 'key\0': 'x' } } };

    await journalIntent(db, lease, [{ item: item([odd]), before }]);
    await journalResults(
      db,
      lease,
      new Map([['VPC/default/vpc-1', { outcome: 'failed', message: 'no \0', warnings: ['\ud800'] }]]),
    );

    expect(await rows()).toMatchObject([
      {
        changes: [kept],
        before: { metadata: { annotations: { theirs: '\ufffd\ufffd', 'key\ufffd': 'x' } } },
        message: 'no \ufffd',
        warnings: ['\ufffd'],
      },
    ]);
  });

  test('also of what was not written', async () => {
    const { lease, rows } = await claimed();

    await journalUnwritten(db, lease, [{ item: item([odd]), result: { outcome: 'conflict', message: 'x' } }]);

    expect(await rows()).toMatchObject([{ changes: [kept], outcome: 'conflict' }]);
  });
});
