import { expect, test } from 'vitest';
import { applied, plan, vpc, want } from '#server/domain/plan/sample-plans.ts';
import { NO_COUNTS } from '#server/domain/run.ts';
import { countRun } from '#server/sync/record/count-run.ts';

const NOTHING_DONE = { results: new Map(), writes: 0 };

test('what is outside the write scope is skipped, never counted among the equal', () => {
  const resources = [want('IPv4Namespace', 'default', { subnets: ['10.0.0.0/8'] }), vpc('vpc-1')];
  const made = plan(resources, [], { writeScope: 'tenant' });
  const outcome = { results: new Map([['VPC/default/vpc-1', { outcome: 'applied' as const }]]), writes: 1 };

  expect(countRun({ resources, commit: null, tree: null }, made, outcome, made)).toMatchObject({
    desired: 2,
    created: 1,
    unchanged: 0,
    skipped: 1,
  });
});

test("another fabric's object is a conflict, not unchanged", () => {
  const resources = [vpc('vpc-1', '10.0.1.0/24')];
  const theirs = {
    ...vpc('vpc-1', '10.0.2.0/24'),
    labels: { 'app.kubernetes.io/managed-by': 'fabric-sync', 'fabric-sync/owner': 'another' },
    uid: 'uid',
    resourceVersion: '7',
    managedFields: [],
  };

  expect(
    countRun({ resources, commit: null, tree: null }, plan(resources, [theirs]), NOTHING_DONE, null),
  ).toMatchObject({
    desired: 1,
    conflicts: 1,
    unchanged: 0,
  });
});

test('an equal object is unchanged; one that is left over without prune is extra, nothing else', () => {
  const resources = [vpc('vpc-1')];
  const live = [applied(vpc('vpc-1')), applied(vpc('vpc-2'))];
  const made = plan(resources, live, { prune: false });

  expect(countRun({ resources, commit: null, tree: null }, made, NOTHING_DONE, made)).toEqual({
    ...NO_COUNTS,
    desired: 1,
    unchanged: 1,
    extra: 1,
  });
});
