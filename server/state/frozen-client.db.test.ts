import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { isDatabaseAway } from '#db/outage.ts';
import { fabrics } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { fabricRow, newFabric, testContext } from '#server/services/fixtures/fabrics.ts';
import { changeFabric } from '#server/state/change.ts';

const { db, url } = await testDatabase();
const ctx = testContext(db);
/** The limit of a transaction in which nothing happens, and what a busy machine takes. */
const LET_GO_WITHIN_MS = 20_000;

test(
  'a process that is frozen in the middle of a transaction holds its locks for seconds, and writes nothing of it',
  { timeout: 40_000 },
  async () => {
    const { id } = await newFabric(ctx);
    const frozen = openDatabase(url, { max: 1, applicationName: 'frozen' });
    const locked = Promise.withResolvers<void>();
    const wakes = Promise.withResolvers<void>();
    const half = frozen.db.transaction(async (tx) => {
      await tx.update(fabrics).set({ description: 'half' }).where(eq(fabrics.id, id));
      locked.resolve();
      await wakes.promise;
      await tx.update(fabrics).set({ description: 'late' }).where(eq(fabrics.id, id));
    });
    const fate = half.then(
      () => null,
      (error: unknown) => error,
    );
    await locked.promise;
    const asked = performance.now();

    await changeFabric(db, id, { actor: 'admin', reason: 'because' }, () =>
      Promise.resolve({ patch: { syncEnabled: false }, result: null }),
    );

    expect(performance.now() - asked).toBeLessThan(LET_GO_WITHIN_MS);
    wakes.resolve();
    expect(isDatabaseAway(await fate)).toBe(true);
    expect(await fabricRow(db, id)).toMatchObject({ description: '', syncEnabled: false });
    await frozen.close();
  },
);
