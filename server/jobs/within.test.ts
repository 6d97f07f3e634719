import { expect, test } from 'vitest';
import { isDatabaseAway } from '#db/outage.ts';
import { within } from '#server/jobs/within.ts';

test('an answer in time is the answer, a failure the failure', async () => {
  await expect(within(60_000, Promise.resolve(1))).resolves.toBe(1);
  await expect(within(60_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('none in time counts as a database that is away', async () => {
  const error: unknown = await within(1, new Promise(() => {})).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ message: 'no answer within 1 ms' });
  expect(isDatabaseAway(error)).toBe(true);
});
