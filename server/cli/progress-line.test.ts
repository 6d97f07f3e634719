import { describe, expect, it, test } from 'vitest';
import { progressLine, stepWords } from '#server/cli/progress-line.ts';
import type { Run } from '#server/domain/wire/run.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const step = (title: string, status: Run['steps'][number]['status']): Run['steps'][number] => ({
  step: 'apply',
  title,
  status,
  message: '',
  started_at: null,
  duration_ms: null,
});
const run = (differs: Partial<Run['progress']> = {}, status: Run['status'] = 'running') => ({
  status,
  steps: [step('Connect', 'completed'), step('Apply', 'running'), step('Verify', 'pending')],
  progress: {
    percentage: 40,
    message: '12 of 30 objects',
    estimated_completion: '2026-03-01T12:00:20Z',
    ...differs,
  },
});

describe('progressLine', () => {
  it('says how far, which step, what it does and how long still', () => {
    expect(progressLine(run(), 120, NOW)).toBe(
      `[${'█'.repeat(12)}${'░'.repeat(18)}]  40%  step 2/3 12 of 30 objects  about 20 s left`,
    );
  });

  it.each([
    [0, 0],
    [100, 20],
    [140, 20],
    [-3, 0],
  ])('%i %% fill %i of 20', (percentage, full) => {
    const line = progressLine(run({ percentage }), 80, NOW);

    expect(line.split('█').length - 1).toBe(full);
    expect(line.split('░').length - 1).toBe(20 - full);
  });

  it.each([10, 39, 60, 80, 200])('never reaches the last of %i columns', (columns) => {
    const long = run({ message: 'x'.repeat(500) });

    expect(Array.from(progressLine(long, columns, NOW)).length).toBeLessThan(columns);
  });

  it('leaves the bar out on a narrow terminal', () => {
    expect(progressLine(run(), 50, NOW)).toBe(' 40%  step 2/3 12 of 30 objects  about 20 s left');
  });
});

test.each([
  [run(), 'step 2/3 12 of 30 objects'],
  [run({ message: '' }), 'step 2/3 Apply'],
  [run({ message: '' }, 'pending'), 'waiting for a worker'],
  [run({ message: 'a\u001b[2Jb' }), 'step 2/3 a?[2Jb'],
  [{ ...run(), steps: [] }, '12 of 30 objects'],
])('case %# of the words for a step', (given, words) => {
  expect(stepWords(given)).toBe(words);
});
