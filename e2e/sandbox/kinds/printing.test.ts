import { describe, expect, it } from 'vitest';
import { since } from './duration.ts';
import { readPath } from './json-path.ts';

describe('ages', () => {
  const now = new Date('2026-06-01T12:00:00Z');
  const MINUTE = 60;
  const HOUR = 3600;
  const DAY = 86_400;
  it.each([
    [5, '5s'],
    [119, '119s'],
    [3 * MINUTE + 20, '3m20s'],
    [4 * MINUTE, '4m'],
    [45 * MINUTE, '45m'],
    [5 * HOUR + 12 * MINUTE, '5h12m'],
    [30 * HOUR, '30h'],
    [3 * DAY + 4 * HOUR, '3d4h'],
    [40 * DAY, '40d'],
    [760 * DAY, '2y30d'],
    [9 * 365 * DAY, '9y'],
    [-60, '<invalid>'],
  ])('%d s ago is %s', (seconds, text) => {
    expect(since(new Date(now.getTime() - seconds * 1000), now)).toBe(text);
  });
});

describe('paths of printer columns', () => {
  const object = {
    metadata: { labels: { 'fabric.githedgehog.com/vpc1': 'a' } },
    spec: { list: ['x', 'y'], map: { k: 1 } },
    status: {
      conditions: [
        { type: 'Ready', status: 'False' },
        { type: 'Applied', status: 'True' },
      ],
    },
  };
  it.each([
    ['.spec.map', { k: 1 }],
    ['.spec.list[1]', 'y'],
    ["['spec']['map']['k']", 1],
    ['.metadata.labels.fabric\\.githedgehog\\.com/vpc1', 'a'],
    ['.status.conditions[?(@.type=="Applied")].status', 'True'],
    ['.spec.nothing.at.all', undefined],
  ])('%s', (path, value) => {
    expect(readPath(object, path)).toEqual(value);
  });
});
