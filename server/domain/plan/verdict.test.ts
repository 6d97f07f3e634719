import { expect, test } from 'vitest';
import { OWNERSHIP, type LiveResource } from '#server/domain/resource.ts';
import { applied, plan, vpc, want } from './sample-plans.ts';
import { createSelector } from './selection.ts';
import { countByKind, countVerdicts, judge, summaryLine } from './verdict.ts';

const foreign = (live: LiveResource): LiveResource => ({
  ...live,
  labels: { ...live.labels, [OWNERSHIP.ownerLabel]: 'another' },
});
const a = vpc('a', '10.0.1.0/24', 1_001);
const b = vpc('b', '10.0.2.0/24', 1_002);

test.each([
  ['not there', [a], [], {}, 'create', 'not in the cluster'],
  [
    'other content',
    [a],
    [applied(vpc('a', '10.0.1.0/24', 1_009))],
    {},
    'update',
    'differs in spec.subnets.default.vlan',
  ],
  ['no longer desired', [], [applied(a)], {}, 'delete', 'no longer in the desired state'],
  [
    'no longer desired, pruning off',
    [],
    [applied(a)],
    { prune: false },
    'skipped',
    'no longer desired; kept, since pruning is off',
  ],
  ['equal', [a], [applied(a)], {}, 'unchanged', 'equal'],
  ['equal, forced', [a], [applied(a)], { force: true }, 'update', 'applied again on request'],
  [
    "somebody else's",
    [a],
    [foreign(applied(b, { name: 'a' }))],
    {},
    'conflict',
    'VPC a is owned by another fabric (another)',
  ],
  [
    "a controller's",
    [want('VPCInfo', 'a')],
    [],
    {},
    'skipped',
    "VPCInfo a is made by Hedgehog's own controller and is left to it",
  ],
  [
    'outside the write scope',
    [want('Switch', 'a')],
    [],
    { writeScope: 'tenant' },
    'skipped',
    'outside the write scope (tenant kinds only)',
  ],
] as const)('%s', (_, desired, live, options, verdict, reason) => {
  const made = plan(desired, live, options);

  expect(judge(made, made.findings)).toMatchObject([{ verdict, item: { reason } }]);
});

test('what the selection leaves out is not counted', () => {
  const made = plan([a, b], [applied(b)], { selects: createSelector({ names: ['a'] }) });

  expect(countVerdicts(judge(made, made.findings))).toEqual({
    create: 1,
    update: 0,
    delete: 0,
    replace: 0,
    conflict: 0,
    skipped: 0,
    unchanged: 0,
  });
});

test('by kind', () => {
  const made = plan([a, b, want('Server', 's')], [applied(b)]);

  expect(countByKind(judge(made, made.findings))).toMatchObject([
    { kind: 'Server', create: 1, unchanged: 0 },
    { kind: 'VPC', create: 1, unchanged: 1 },
  ]);
});

const NONE = { create: 0, update: 0, delete: 0, replace: 0, conflict: 0, skipped: 0, unchanged: 0 };
test.each([
  [{}, '0 create, 0 update, 0 delete'],
  [{ unchanged: 40 }, '0 create, 0 update, 0 delete'],
  [{ create: 3, update: 1, conflict: 1 }, '3 create, 1 update, 0 delete, 1 conflict'],
  [{ replace: 1, skipped: 2 }, '0 create, 0 update, 0 delete, 1 replace, 2 skipped'],
])('%j reads "%s"', (counts, line) => {
  expect(summaryLine({ ...NONE, ...counts })).toBe(line);
});
