import { expect, it } from 'vitest';
import { checkRules } from '#server/domain/hedgehog/rules.ts';
import { resourceKey } from '#server/domain/resource.ts';
import { planSync } from '#server/domain/plan/plan.ts';
import { asDesired } from './as-desired.ts';
import { hedgehogObjects } from './hedgehog-objects.ts';

it.each([1, 57, 100, 1_000, 10_000])('makes %i objects of which nothing is refused', (count) => {
  const desired = hedgehogObjects(count).map((object) => asDesired(object, 'default'));

  const refused = checkRules({ desired, live: [] }).map(
    ({ identity, message }) => `${identity.name}: ${message}`,
  );
  const plan = planSync({
    desired,
    live: [],
    stored: new Map(),
    owner: 'somebody',
    options: { force: false, prune: true, writeScope: 'all', conflictPolicy: 'force' },
  });

  expect(refused).toEqual([]);
  expect(plan.findings).toEqual([]);
  expect(new Set(desired.map((each) => resourceKey(each))).size).toBe(count);
});

it('mixes the kinds of a real fabric', () => {
  expect(new Set(hedgehogObjects(1_000).map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(9);
});
