import { expect, test } from 'vitest';
import { taskId, unusedTaskId } from '#server/domain/task-id.ts';

const NOW = new Date('2025-08-10T23:45:00.999Z');

test.each([
  [1, '2025-08-10T23:45:00.000Z', 'sync_fabric_1_20250810_234500'],
  [1, '2025-08-10T23:45:00.999Z', 'sync_fabric_1_20250810_234500'],
  [42, '2026-01-02T03:04:05.000Z', 'sync_fabric_42_20260102_030405'],
  [42, '2026-01-02T01:04:05.000+02:00', 'sync_fabric_42_20260101_230405'],
])('fabric %i at %s: %s', (fabricId, now, expected) => {
  expect(taskId(fabricId, new Date(now))).toBe(expected);
});

test.each<[string, string[], string]>([
  ['none before', [], 'sync_fabric_1_20250810_234500'],
  ['one of another second', ['sync_fabric_1_20250810_234459'], 'sync_fabric_1_20250810_234500'],
  ['one of this second', ['sync_fabric_1_20250810_234500'], 'sync_fabric_1_20250810_234500_2'],
  [
    'ten of this second, in any order',
    [10, 2, 9, 1, 3, 8, 4, 7, 5, 6].map((n) => taskId(1, NOW, n - 1)),
    'sync_fabric_1_20250810_234500_11',
  ],
  [
    'only the last of this second is left',
    ['sync_fabric_1_20250810_234500_7'],
    'sync_fabric_1_20250810_234500_8',
  ],
  [
    'the clock was set back: newer ones stand before it',
    ['sync_fabric_1_20250810_234501', 'sync_fabric_1_20250810_234500'],
    'sync_fabric_1_20250810_234500_2',
  ],
])('%s', (_, recent, expected) => {
  expect(unusedTaskId(1, NOW, recent)).toBe(expected);
});
