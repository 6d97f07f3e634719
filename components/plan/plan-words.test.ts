import { describe, expect, it } from 'vitest';
import { PLAN_VERDICTS, type PlanVerdict } from '#server/domain/words.ts';
import { differing, nothingToDo, signsOf, signsSpoken, VERDICT_WORDS } from './plan-words.ts';

const counts = (some: Partial<Record<PlanVerdict, number>>): Record<PlanVerdict, number> => ({
  ...(Object.fromEntries(PLAN_VERDICTS.map((verdict) => [verdict, 0])) as Record<PlanVerdict, number>),
  ...some,
});
const text = (of: Record<PlanVerdict, number>): string =>
  signsOf(of)
    .map(({ verdict, count }) => `${VERDICT_WORDS[verdict].sign}${count}`)
    .join(' ');

describe('the counts of a kind', () => {
  it.each([
    [counts({}), '+0 ~0 −0', 'nothing to do', 0],
    [
      counts({ create: 3, update: 1, conflict: 1 }),
      '+3 ~1 −0 !1',
      '3 to create, 1 to update, 1 in conflict',
      5,
    ],
    [counts({ replace: 1, skipped: 2, unchanged: 9 }), '+0 ~0 −0 ±1 »2', '1 to replace, 2 skipped', 3],
  ])('%#', (of, signs, spoken, differs) => {
    expect(text(of)).toBe(signs);
    expect(signsSpoken(of)).toBe(spoken);
    expect(differing(of)).toBe(differs);
  });
});

describe('nothing to do claims no more than was compared', () => {
  it.each([
    [
      { counts: counts({ unchanged: 48 }), selection: null, notes: [] },
      'Nothing to change: the cluster equals the desired state',
      '48 objects were compared and equal.',
    ],
    [
      { counts: counts({ unchanged: 1 }), selection: { kinds: ['VPC'] }, notes: ['Selective'] },
      'Nothing to change in the selection',
      '1 object was compared and equal. The rest was not looked at.',
    ],
    [
      { counts: counts({ unchanged: 4 }), selection: null, notes: ['Not everything was read: Gateway'] },
      'Nothing to change in what was compared',
      '4 objects were compared and equal. The notes above say what was not.',
    ],
    [
      { counts: counts({ unchanged: 4, conflict: 1 }), selection: null, notes: [] },
      'Nothing would be written',
      '4 objects were compared and equal; 1 differs and is left alone: see below why.',
    ],
  ])('%#', (plan, title, said) => {
    expect(nothingToDo(plan)).toEqual({ title, text: said });
  });
});
