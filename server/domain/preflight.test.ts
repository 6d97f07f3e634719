import { describe, expect, it, test } from 'vitest';
import { assert, constantFrom, array, property } from 'fast-check';
import {
  CHECK_IDS,
  CHECK_STATUSES,
  CHECKS,
  combineChecks,
  describeCheck,
  mostUrgentFirst,
  skippedFor,
  type CheckStatus,
} from '#server/domain/preflight.ts';

const of = (...statuses: CheckStatus[]) => statuses.map((status) => ({ status }));

test('a check needs only checks that stand before it, so that none waits for itself', () => {
  for (const [index, id] of CHECK_IDS.entries()) {
    for (const need of CHECKS[id].needs) expect(CHECK_IDS.indexOf(need)).toBeLessThan(index);
  }
});

test.each([
  [of('ok', 'ok'), true, '2 of 2 passed'],
  [of('ok', 'warning'), true, '2 of 2 passed, 1 with a warning'],
  [of('ok', 'skipped'), true, '1 of 2 passed, 1 skipped'],
  [of('ok', 'failed', 'skipped'), false, '1 of 3 passed, 1 failed, 1 skipped'],
  [of('failed', 'failed', 'warning'), false, '1 of 3 passed, 2 failed, 1 with a warning'],
])('%j combine to passed %s: %s', (checks, passed, summary) => {
  expect(combineChecks(checks)).toMatchObject({ passed, summary });
});

test('whatever the results: the counts add up, and only a failure fails the whole', () => {
  assert(
    property(array(constantFrom(...CHECK_STATUSES)), (statuses) => {
      const { passed, counts } = combineChecks(of(...statuses));
      expect(counts.ok + counts.warning + counts.failed + counts.skipped).toBe(counts.total);
      expect(counts.total).toBe(statuses.length);
      expect(passed).toBe(!statuses.includes('failed'));
    }),
  );
});

describe('a check that needs others', () => {
  const need = (status: CheckStatus, title = 'TLS', detail = 'found') => ({ status, title, detail });

  it('runs when they are good or carry a warning', () => {
    expect(skippedFor([])).toBeNull();
    expect(skippedFor([need('ok'), need('warning')])).toBeNull();
  });
  it('waits for the one that failed, by name', () => {
    expect(skippedFor([need('ok'), need('failed', 'TLS')])).toEqual({
      status: 'skipped',
      detail: 'Waits for: TLS',
    });
  });
  it('names the failed one at the root, not the skipped one between', () => {
    expect(skippedFor([need('skipped', 'Identity', 'Waits for: TLS')])).toEqual({
      status: 'skipped',
      detail: 'Waits for: TLS',
    });
  });
});

test('failed checks come first, and equal ones keep their order', () => {
  const checks = [
    describeCheck('configured', { status: 'ok', detail: '' }, 0),
    describeCheck('tls', { status: 'failed', detail: '' }, 1.6),
    describeCheck('clock', { status: 'warning', detail: '' }, 0),
    describeCheck('identity', { status: 'skipped', detail: '' }, 0),
    describeCheck('git', { status: 'failed', detail: '' }, 0),
  ];

  expect(mostUrgentFirst(checks).map(({ id }) => id)).toEqual([
    'tls',
    'git',
    'clock',
    'identity',
    'configured',
  ]);
  expect(checks[1]).toMatchObject({ title: 'TLS and certificate', advice: null, duration_ms: 2 });
});
