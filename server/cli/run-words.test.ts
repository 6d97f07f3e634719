import { describe, expect, it, test } from 'vitest';
import { createPaint } from '#server/cli/paint.ts';
import { changedWords, endWords, runWords, tookWords } from '#server/cli/run-words.ts';
import { ZERO_RUN } from '#server/cli/run-under-test.ts';

const paint = createPaint(false);
const counts = { ...ZERO_RUN.counts, created: 2, unchanged: 40, failed: 1 };

describe('endWords', () => {
  it('a sync says what it did, and why it failed', () => {
    const failed = {
      ...ZERO_RUN,
      status: 'failed',
      counts,
      error_message: 'Refused by\u001b[2J the cluster',
      error_advice: 'Look at the\nmanifest',
    } as const;

    expect(endWords(failed, paint)).toBe(
      'sync_fabric_7: failed\n2 created, 0 updated, 0 deleted, 40 unchanged, 1 failed\n' +
        'Refused by?[2J the cluster\nLook at the\nmanifest\n',
    );
  });

  it('a selective run claims nothing for the rest', () => {
    const selective = { ...ZERO_RUN, successful: true, selection: { names: ['a'] } };

    expect(endWords(selective, paint)).toContain('successful\n');
    expect(endWords(selective, paint)).toContain('Selective (name a): nothing is claimed for the rest\n');
  });

  it('an import counts what came in', () => {
    const imported = { ...ZERO_RUN, kind: 'import', counts: { ...counts, desired: 5, skipped: 1 } } as const;

    expect(endWords(imported, paint)).toContain('5 imported, 0 adopted, 1 left out, 1 failed');
  });
});

it('a run whole shows its steps, each with its mark, message and time', () => {
  const step = { step: 'apply', title: 'Apply', message: '', started_at: null, duration_ms: null } as const;
  const run = {
    ...ZERO_RUN,
    override_reason: 'night shift',
    steps: [
      { ...step, status: 'completed', message: 'Applying VPC 2/2', duration_ms: 36 },
      { ...step, title: 'Verify', status: 'failed' },
      { ...step, title: 'Record', status: 'skipped' },
    ],
  } as const;

  expect(runWords({ ...run, steps: [...run.steps] }, paint)).toContain(
    'Although the windows were closed: night shift\n',
  );
  expect(runWords({ ...run, steps: [...run.steps] }, paint)).toContain(
    '  ✓ Apply: Applying VPC 2/2  36 ms\n  ✗ Verify\n  - Record\n',
  );
});

test.each([
  [{}, 'nothing'],
  [{ created: 2, failed: 1 }, '2 created, 1 failed'],
  [{ unchanged: 9 }, 'nothing'],
])('%j changed: %s', (differs, words) => {
  expect(changedWords({ counts: { ...ZERO_RUN.counts, ...differs } })).toBe(words);
});

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [4_210, '4.2 s'],
  [90_000, '00:01:30'],
])('%i ms took %s', (ms, words) => {
  expect(tookWords(ms)).toBe(words);
});
