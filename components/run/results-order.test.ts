import { expect, it } from 'vitest';
import type { RunResult } from '#server/domain/wire/run.ts';
import { failedFirst } from './results-order.ts';

const result = (id: number, outcome: RunResult['outcome']): RunResult => ({
  id,
  kind: 'VPC',
  namespace: 'default',
  name: `vpc-${id}`,
  action: 'update',
  outcome,
  reason: '',
  code: null,
  message: null,
  changes: [],
  warnings: [],
});

it('puts what failed first and keeps the order of the rest', () => {
  const done = [
    result(1, 'applied'),
    result(2, 'failed'),
    result(3, 'applied'),
    result(4, 'rollback_failed'),
    result(5, 'conflict'),
    result(6, null),
  ];

  expect(failedFirst(done).map(({ id }) => id)).toEqual([4, 2, 5, 1, 3, 6]);
});
