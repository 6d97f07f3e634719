import { expect, test } from 'vitest';
import { planInput } from '#server/domain/wire/plan.ts';
import { triggerInput } from '#server/domain/wire/run.ts';

const PLAN_ID = '8c1f3f0e-4a52-4f0c-9c59-6a8f1d4f2b11';

test('an empty body plans everything', () => {
  expect(planInput.parse({})).toEqual({ force: false });
});

test.each([
  { selection: { kinds: ['VPC'] } },
  { selection: { names: ['VPC/default/vpc-1'], labels: { 'githedgehog.com/x': '' } } },
])('%j is accepted by plan and by trigger', (body) => {
  expect(planInput.parse(body)).toMatchObject(body);
  expect(triggerInput.parse(body)).toMatchObject(body);
});

test.each([
  { selection: {} },
  { selection: { kinds: [], names: [], labels: {} } },
  { selection: { kinds: [''] } },
  { selection: { names: ['a\u0000b'] } },
  { selection: { labels: { a: 1 } } },
  { selection: { kind: 'VPC' } },
  { forced: true },
])('%j is refused by both', (body) => {
  expect(planInput.safeParse(body).success).toBe(false);
  expect(triggerInput.safeParse(body).success).toBe(false);
});

test.each([
  [{ plan_id: 'abc' }, 'plan_id'],
  [{ plan_id: PLAN_ID, force: true }, 'force'],
  [{ plan_id: PLAN_ID, selection: { kinds: ['VPC'] } }, 'selection'],
])('a trigger of %j is refused for its %s', (body, field) => {
  expect(triggerInput.safeParse(body).error?.issues.map(({ path }) => path[0])).toEqual([field]);
});

test('a plan may be applied with consent to a mass prune', () => {
  expect(triggerInput.parse({ plan_id: PLAN_ID, confirm_prune: true })).toMatchObject({ plan_id: PLAN_ID });
});
