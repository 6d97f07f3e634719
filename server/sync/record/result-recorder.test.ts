import { expect, it } from 'vitest';
import type { JournalResult } from '#server/sync/record/journal.ts';
import { createResultRecorder } from './result-recorder.ts';

const applied: JournalResult = { outcome: 'applied' };

it('records in order, one batch at a time, while more comes together', async () => {
  const batches: string[][] = [];
  const { promise: first, resolve } = Promise.withResolvers<void>();
  const recorder = createResultRecorder(async (batch) => {
    batches.push([...batch.keys()]);
    if (batches.length === 1) await first;
  });

  recorder.add('a', applied);
  recorder.flush();
  recorder.add('b', applied);
  recorder.add('c', applied);
  const finished = recorder.finish();
  await Promise.resolve();
  expect(batches).toEqual([['a']]);
  resolve();
  await finished;

  expect(batches).toEqual([['a'], ['b', 'c']]);
});

it('does not wait for the end of a long level', async () => {
  const sizes: number[] = [];
  const recorder = createResultRecorder((batch) => {
    sizes.push(batch.size);
    return Promise.resolve();
  });

  for (let n = 0; n < 450; n += 1) recorder.add(String(n), applied);
  await recorder.finish();

  expect(sizes).toEqual([200, 200, 50]);
});

it('has nothing to write where nothing was done', async () => {
  const recorder = createResultRecorder(() => Promise.reject(new Error('asked')));

  await expect(recorder.finish()).resolves.toBeUndefined();
});

it('says that a batch could not be recorded, and tries none after it', async () => {
  let asked = 0;
  const recorder = createResultRecorder(() => {
    asked += 1;
    return Promise.reject(new Error('no database'));
  });
  recorder.add('a', applied);
  recorder.flush();
  recorder.add('b', applied);

  await expect(recorder.finish()).rejects.toThrow('no database');
  expect(asked).toBe(1);
});
