import { describe, expect, it } from 'vitest';
import type { PlanItemAnswer } from '#server/domain/wire/plan.ts';
import { PLAN_VERDICTS, type PlanVerdict } from '#server/domain/words.ts';
import {
  aroundObject,
  differing,
  nothingToDo,
  sentence,
  signsOf,
  signsSpoken,
  takenOver,
  VERDICT_WORDS,
} from './plan-words.ts';

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

describe('a sentence about an object', () => {
  it.each([
    ['spec.vlan of VPC vpc-1 is owned by kubectl', 'spec.vlan of [VPC vpc-1] is owned by kubectl'],
    ['VPC vpc-1: is in another namespace', '[VPC vpc-1]: is in another namespace'],
    ['10.1.0.0/24 is taken', '[VPC vpc-1]: 10.1.0.0/24 is taken'],
    ['VPC vpc-10 has that VLAN', '[VPC vpc-1]: VPC vpc-10 has that VLAN'],
    ['that VLAN is of VPC vpc-1.', 'that VLAN is of [VPC vpc-1].'],
  ])('names it once: %s', (message, read) => {
    const [before, after] = aroundObject(message, { kind: 'VPC', name: 'vpc-1' });

    expect(`${before}[VPC vpc-1]${after}`).toBe(read);
  });

  it.each([
    ['no longer in the desired state', 'No longer in the desired state.'],
    ['spec.vlan is owned by kubectl', 'spec.vlan is owned by kubectl.'],
  ])('begins as a line does: %s', (text, read) => expect(sentence(text)).toBe(read));
});

describe('what is taken over', () => {
  const item = (change: Partial<PlanItemAnswer>) =>
    ({ kind: 'VPC', namespace: 'default', name: 'vpc-1', action: 'update', ...change }) as PlanItemAnswer;
  const owned = (field: string, manager: string) => ({ field, manager });

  it.each([
    ['nothing where nobody else owns it', item({ conflicts: [] }), []],
    ['not what is left alone', item({ action: 'conflict', conflicts: [owned('spec.a', 'kubectl')] }), []],
    [
      'one field',
      item({ conflicts: [owned('spec.a', 'kubectl')] }),
      ['spec.a of VPC vpc-1 is owned by kubectl'],
    ],
    [
      'several, each owner once',
      item({
        conflicts: [owned('spec.a', 'kubectl'), owned('spec.b', 'kubectl'), owned('spec.c', 'portal')],
      }),
      ['3 fields of VPC vpc-1 are owned by kubectl, portal'],
    ],
  ])('%s', (_, planned, said) => {
    expect(takenOver([planned]).map(({ message }) => message)).toEqual(said);
  });
});
