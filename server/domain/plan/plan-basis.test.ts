import { describe, expect, it, test } from 'vitest';
import { resourceKey, type DesiredResource, type LiveResource } from '#server/domain/resource.ts';
import { basisOf, movedSince } from './plan-basis.ts';
import { applied, plan, vpc } from './sample-plans.ts';
import { createSelector } from './selection.ts';

const a = vpc('a', '10.0.1.0/24', 1_001);
const b = vpc('b', '10.0.2.0/24', 1_002);
const SETTINGS = { namespace: 'default', prune: true };

function moved(
  [desired, live]: readonly [readonly DesiredResource[], readonly LiveResource[]],
  [desiredNow, liveNow]: readonly [readonly DesiredResource[], readonly LiveResource[]],
  more: { readonly settings?: typeof SETTINGS; readonly names?: string[] } = {},
): string | null {
  const options = more.names === undefined ? {} : { selects: createSelector({ names: more.names }) };
  const basis = basisOf(plan(desired, live, options), SETTINGS);
  return movedSince(JSON.parse(JSON.stringify(basis)) as typeof basis, {
    plan: plan(desiredNow, liveNow, options),
    settings: more.settings ?? SETTINGS,
    live: new Map(liveNow.map((object) => [resourceKey(object), object])),
  });
}

/** As somebody left it who wrote after us. */
const edited = (desired: DesiredResource, manager = 'kubectl-edit'): LiveResource => {
  const ours = applied(desired).managedFields.map((entry) => ({ ...entry, time: '2026-03-01T10:00:00Z' }));
  const theirs = { manager, operation: 'Update', time: '2026-03-01T11:00:00Z', fields: {} } as const;
  const status = { ...theirs, manager: 'agent', subresource: 'status', time: '2026-03-01T12:00:00Z' };
  return applied(desired, { managedFields: [theirs, status, ...ours], uid: 'uid-a' });
};
/** Somebody and we in the same second. */
const together = (desired: DesiredResource): LiveResource => {
  const live = edited(desired);
  return {
    ...live,
    managedFields: live.managedFields.map((entry) => ({ ...entry, time: '2026-03-01T10:00:00Z' })),
  };
};
const other = vpc('a', '10.0.1.0/24', 1_009);

test.each([
  ['nothing', [[a], [applied(a)]], [[a], [applied(a)]], null],
  [
    'status and resourceVersion alone',
    [[a], [applied(a)]],
    [[a], [applied(a, { resourceVersion: '99' })]],
    null,
  ],
  [
    'desired content',
    [[a], [applied(a)]],
    [[other], [applied(a)]],
    'VPC/default/a changed in the desired state',
  ],
  [
    'live content',
    [[a], [applied(a)]],
    [[a], [edited(other)]],
    'VPC/default/a was changed in the cluster by kubectl-edit',
  ],
  [
    'live content, by a sync',
    [[a], [applied(a)]],
    [[a], [edited(other, 'fabric-sync')]],
    'VPC/default/a was changed in the cluster by a sync',
  ],
  [
    'live content, in the second of a sync',
    [[a], [applied(a)]],
    [[a], [together(other)]],
    'VPC/default/a was changed in the cluster by kubectl-edit or a sync',
  ],
  [
    'live content, by nobody known',
    [[a], [applied(a)]],
    [[a], [applied(other)]],
    'VPC/default/a was changed in the cluster',
  ],
  ['one more object', [[a], []], [[a, b], []], 'VPC/default/b is now in the desired state'],
  ['one object less', [[a, b], []], [[a], []], 'VPC/default/b left the desired state'],
  ['deleted', [[a], [applied(a)]], [[a], []], 'VPC/default/a was deleted in the cluster'],
  ['created', [[a], []], [[a], [edited(a)]], 'VPC/default/a came into the cluster by kubectl-edit'],
  [
    'made anew',
    [[a], [applied(a)]],
    [[a], [applied(a, { uid: 'another' })]],
    'VPC/default/a was made anew in the cluster',
  ],
  [
    'both',
    [[a], [applied(a)]],
    [[other], [edited(vpc('a', '10.0.1.0/24', 1_010))]],
    'VPC/default/a changed in the desired state and was changed in the cluster by kubectl-edit',
  ],
] as const)('%s', (_, before, now, what) => {
  expect(moved(before, now)).toBe(what);
});

describe('many moves', () => {
  const many = Array.from({ length: 9 }, (_, n) => vpc(`v${n}`, `10.0.${n}.0/24`, 1_100 + n));

  it('are named up to five, then counted', () => {
    const what = moved([many, []], [[], []]);

    expect(what?.split('; ')).toEqual([
      ...[0, 1, 2, 3, 4].map((n) => `VPC/default/v${n} left the desired state`),
      '4 more objects',
    ]);
  });
});

test('a setting', () => {
  expect(moved([[a], []], [[a], []], { settings: { namespace: 'default', prune: false } })).toBe(
    "the fabric's prune was changed",
  );
});

test('what the selection leaves out may move', () => {
  expect(moved([[a, b], []], [[a, { ...b, labels: { x: 'y' } }], [applied(b)]], { names: ['a'] })).toBeNull();
});

test('an object that would be treated otherwise moved, though it looks the same', () => {
  const unowned = applied(a, { labels: {} });

  expect(moved([[a], [applied(a)]], [[a], [unowned]])).toBe(
    'VPC/default/a would now be updated, in the plan it was left as it is',
  );
});
