import { eq } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { deliveries, events, fabrics, webhooks } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { newFabric, testContext } from '#server/services/fixtures/fabrics.ts';
import type { AuditEntry } from '#server/state/audit.ts';
import { changeFabric } from '#server/state/change.ts';

const { db } = await testDatabase();
const ctx = testContext(db);

beforeEach(async () => {
  await db.delete(fabrics);
  await db.delete(webhooks);
});

test('of statements that are sent as one, one that fails undoes the others, and the next change is made', async () => {
  const { id } = await newFabric(ctx);
  await db.insert(webhooks).values({ name: 'all', type: 'webhook', events: ['transitions'] });
  const cause = { actor: 'tester', reason: 'switched off' };
  const audited: AuditEntry = {
    kind: 'test',
    subjectType: 'fabric',
    subjectId: id,
    fabricId: id,
    actor: 'tester',
  };
  const change = (data: AuditEntry['data'] = {}) =>
    changeFabric(db, id, cause, () =>
      Promise.resolve({ patch: { syncEnabled: false }, result: 'done', audited: { ...audited, data } }),
    );
  const stored = async () => ({
    fabric: await db.select().from(fabrics).where(eq(fabrics.id, id)),
    history: await db.select().from(events).where(eq(events.fabricId, id)),
    queued: (await db.select().from(deliveries)).length,
  });
  const before = await stored();

  // No jsonb column takes it.
  await expect(change({ text: '\0' })).rejects.toMatchObject({ code: '22P05' });

  expect(await stored()).toEqual(before);
  expect(await change()).toMatchObject({ result: 'done', fabric: { syncEnabled: false } });
  expect((await stored()).queued).toBe(before.queued + 1);
});
