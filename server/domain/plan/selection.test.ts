import { describe, expect, it, test } from 'vitest';
import { referencesOf } from '#server/domain/hedgehog/references.ts';
import { resourceKey } from '#server/domain/resource.ts';
import type { SelectionInput } from '#server/domain/wire/plan.ts';
import { applied, actions, plan, vpc, want } from './sample-plans.ts';
import { createSelector, selectionGap, selectionText } from './selection.ts';

const web = { ...vpc('vpc-1'), labels: { tier: 'web', team: 'a' } };

test.each<[SelectionInput, boolean]>([
  [{ kinds: ['VPC'] }, true],
  [{ kinds: ['vpc', 'Server'] }, true],
  [{ kinds: ['Server'] }, false],
  [{ names: ['vpc-1'] }, true],
  [{ names: ['VPC-1'] }, false],
  [{ names: ['vpc/vpc-1'] }, true],
  [{ names: ['VPC/default/vpc-1'] }, true],
  [{ names: ['VPC/other/vpc-1'] }, false],
  [{ names: ['Server/vpc-1'] }, false],
  [{ labels: { tier: 'web' } }, true],
  [{ labels: { tier: 'web', team: 'b' } }, false],
  [{ labels: { constructor: 'x' } }, false],
  [{ kinds: ['VPC'], names: ['vpc-2'] }, false],
  [{ kinds: ['VPC'], names: ['vpc-1'], labels: { team: 'a' } }, true],
  [{ kinds: [], names: ['vpc-1'] }, true],
])('%j takes the object: %s', (selection, taken) => {
  expect(createSelector(selection)(web)).toBe(taken);
});

test.each<[SelectionInput, string]>([
  [{ kinds: ['VPC'] }, 'kind VPC'],
  [{ kinds: ['VPC', 'Server'], names: ['a'] }, 'kind VPC or Server, name a'],
  [{ labels: { a: '1', b: '2' } }, 'label a=1 and b=2'],
  [{ names: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'name a or b or c or d or 2 more'],
])('%j reads "%s"', (selection, text) => {
  expect(selectionText(selection)).toBe(text);
});

test.each<[SelectionInput, string | null]>([
  [{ names: ['vpc-1'] }, null],
  [{ names: ['vpc-1', 'VPC/vpc-9'] }, 'no object is selected by name VPC/vpc-9'],
  [{ kinds: ['VPC'] }, null],
])('%j with vpc-1 selected lacks: %s', (selection, gap) => {
  expect(selectionGap(selection, [web])).toBe(gap);
});

test('a selection of nothing is said', () => {
  expect(selectionGap({ kinds: ['Sever'] }, [])).toBe('kind Sever selects no object');
});

describe('a plan of a selection', () => {
  const attachment = want('VPCAttachment', 'att', { subnet: 'vpc-1/default', connection: 'c1' });
  const connection = applied(want('Connection', 'c1', {}));
  const select = (selection: SelectionInput) => ({ selects: createSelector(selection) });

  it('does nothing with the rest, and still says what it saw of it', () => {
    const made = plan([web, vpc('vpc-2', '10.0.2.0/24', 1_002)], [], select({ names: ['vpc-1'] }));

    expect(actions(made)).toEqual({ 'VPC/default/vpc-1': 'create', 'VPC/default/vpc-2': 'none' });
    expect(made.items.find(({ identity }) => identity.name === 'vpc-2')).toMatchObject({
      unselected: true,
      drift: 'missing',
      level: 0,
      reason: 'not selected; not in the cluster',
    });
    expect(made.counts).toMatchObject({ create: 1, delete: 0 });
  });

  it('deletes only what is selected, by the labels that it has in the cluster', () => {
    const gone = [applied(web), applied(vpc('vpc-2', '10.0.2.0/24', 1_002))];

    const made = plan([], gone, select({ labels: { tier: 'web' } }));

    expect(actions(made)).toEqual({ 'VPC/default/vpc-1': 'delete', 'VPC/default/vpc-2': 'none' });
    expect(made.counts).toMatchObject({ delete: 1, owned: 2, extra: 1 });
  });

  it('refuses an object whose reference is neither selected nor there', () => {
    const reference = referencesOf(attachment).find(({ kind }) => kind === 'VPC');
    expect(reference && resourceKey(reference)).toBe('VPC/default/vpc-1');

    const made = plan([web, attachment], [connection], select({ kinds: ['VPCAttachment'] }));

    expect(made.findings).toMatchObject([
      {
        severity: 'refusal',
        code: 'not_selected',
        message: 'refers to VPC vpc-1, which is not in the cluster yet and not selected: select it too',
      },
    ]);
  });

  it.each([
    ['is selected too', [], { kinds: ['VPCAttachment', 'VPC'] }],
    ['is in the cluster', [applied(web)], { kinds: ['VPCAttachment'] }],
  ] as const)('accepts one whose reference %s', (_, live, { kinds }) => {
    const made = plan([web, attachment], [connection, ...live], select({ kinds: [...kinds] }));

    expect(made.findings).toEqual([]);
    expect(actions(made)['VPCAttachment/default/att']).toBe('create');
  });

  it('refuses to delete what an object that is left still holds on to', () => {
    const made = plan([], [applied(web), applied(attachment), connection], select({ kinds: ['VPC'] }));

    expect(made.findings).toMatchObject([
      {
        severity: 'refusal',
        code: 'not_selected',
        message:
          'VPC vpc-1 is kept: VPCAttachment/default/att refers to it and is not selected: select it too',
      },
    ]);
    expect(made.counts.delete).toBe(0);
  });

  it('says nothing of what is wrong with the rest', () => {
    const broken = want('VPCAttachment', 'broken', { subnet: 'nowhere/default', connection: 'c9' });

    expect(plan([web, broken], [], select({ kinds: ['VPC'] })).findings).toEqual([]);
    expect(plan([web, broken], []).findings).not.toEqual([]);
  });
});
