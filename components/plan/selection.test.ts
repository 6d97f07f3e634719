import { describe, expect, it } from 'vitest';
import {
  isTicked,
  NOTHING_TICKED,
  selectionOf,
  selectionWords,
  tickedCount,
  toggleKind,
  toggleObject,
  type Ticked,
} from './selection.ts';

const vpc = (name: string) => ({ kind: 'VPC', namespace: 'default', name });
const server = { kind: 'Server', namespace: 'default', name: 's-1' };
const KNOWN = [vpc('a'), vpc('b'), vpc('c')];
const known = (kind: string) => (kind === 'VPC' ? KNOWN : []);
const all = () => true;
const ticks = (...steps: ((ticked: Ticked) => Ticked)[]): Ticked =>
  steps.reduce((ticked, step) => step(ticked), NOTHING_TICKED);
const kind = (of: string) => (ticked: Ticked) => toggleKind(ticked, of);
const object = (of: typeof server) => (ticked: Ticked) => toggleObject(ticked, of, known(of.kind));

describe('what is ticked becomes a selection', () => {
  it.each<[string, Ticked, ReturnType<typeof selectionOf>]>([
    ['nothing', NOTHING_TICKED, null],
    ['kinds', ticks(kind('VPC'), kind('Server')), { kinds: ['Server', 'VPC'] }],
    ['a kind ticked twice', ticks(kind('VPC'), kind('VPC')), null],
    ['objects', ticks(object(vpc('b')), object(server)), { names: ['Server/default/s-1', 'VPC/default/b'] }],
    [
      'both, as names, since conditions must all hold',
      ticks(kind('VPC'), object(server)),
      { names: ['Server/default/s-1', 'VPC/default/a', 'VPC/default/b', 'VPC/default/c'] },
    ],
    [
      'a kind but for one object',
      ticks(kind('VPC'), object(vpc('b'))),
      { names: ['VPC/default/a', 'VPC/default/c'] },
    ],
    ['a kind ticked after its object', ticks(object(vpc('b')), kind('VPC')), { kinds: ['VPC'] }],
  ])('%s', (_, ticked, selection) => {
    expect(selectionOf(ticked, known, all)).toEqual(selection);
  });

  it('says where it cannot be said', () => {
    const ticked = ticks(kind('VPC'), object(server));
    const many = Array.from({ length: 1_001 }, (_, n) => vpc(`v-${n}`));

    expect(selectionOf(ticked, known, () => false)).toMatch(/whole kinds, or single objects, not both: VPC/);
    expect(selectionOf(ticked, () => many, all)).toBe('At most 1000 objects: choose whole kinds');
  });
});

it('knows what is ticked and how much', () => {
  const ticked = ticks(kind('VPC'), object(server));

  expect([vpc('a'), server, { ...server, name: 's-2' }].map((each) => isTicked(ticked, each))).toEqual([
    true,
    true,
    false,
  ]);
  expect(tickedCount(ticked)).toBe(2);
});

it.each([
  [{ kinds: ['VPC', 'Server'] }, 'VPC, Server'],
  [{ names: ['VPC/default/a', 'b', 'c', 'd'] }, 'a, b and 2 more'],
  [{ labels: { team: 'x' } }, 'team=x'],
])('%j is said', (selection, said) => {
  expect(selectionWords(selection)).toBe(said);
});
