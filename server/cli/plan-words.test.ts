import { expect, test } from 'vitest';
import { createPaint } from '#server/cli/paint.ts';
import { planWords } from '#server/cli/plan-words.ts';
import type { PlanAnswer, PlanItemAnswer } from '#server/domain/wire/plan.ts';

const NONE = { create: 0, update: 0, delete: 0, replace: 0, conflict: 0, skipped: 0, unchanged: 0 };
const EMPTY: PlanAnswer = {
  id: '8c1f3f0e-4a52-4f0c-9c59-6a8f1d4f2b11',
  fabric_id: 1,
  fabric_name: 'dc1',
  created_at: '2026-03-01T12:00:00.000Z',
  expires_at: '2026-03-01T13:00:00.000Z',
  created_by: 'ann',
  source: 'git',
  commit: 'abcdef0123456789',
  force: false,
  selection: null,
  summary: '0 create, 0 update, 0 delete',
  counts: NONE,
  by_kind: [],
  pending: false,
  blocked_by: null,
  needs_confirm_prune: false,
  findings: [],
  impact: [],
  notes: [],
  items: [],
  items_total: 0,
};
const item = (
  action: PlanItemAnswer['action'],
  name: string,
  more: Partial<PlanItemAnswer> = {},
): PlanItemAnswer => ({
  kind: 'VPC',
  namespace: 'default',
  name,
  api_version: 'vpc.githedgehog.com/v1beta1',
  action,
  reason: `why ${name}`,
  changes: [],
  conflicts: [],
  waits_for: [],
  level: 1,
  adopt: false,
  desired: null,
  ...more,
});
const words = (plan: Partial<PlanAnswer>, items: PlanItemAnswer[] = [], color = false): string =>
  planWords({ ...EMPTY, ...plan }, items, createPaint(color));

test('of nothing to do', () => {
  expect(words({})).toBe('dc1: plan from commit abcdef0\n\n0 create, 0 update, 0 delete: nothing to do\n');
});

test('of everything there is', () => {
  const text = words(
    {
      commit: null,
      source: 'inventory',
      force: true,
      selection: { kinds: ['VPC'] },
      pending: true,
      summary: '1 create, 1 update, 0 delete, 1 conflict, 1 skipped',
      counts: { ...NONE, create: 1, update: 1, conflict: 1, skipped: 1 },
      impact: [
        {
          subject_kind: 'Server',
          subject_name: 's',
          effect: 'loses',
          text: 's loses VLAN 7 on leaf-01',
          causes: [],
        },
      ],
      findings: [
        {
          severity: 'conflict',
          code: 'x',
          kind: 'VPC',
          namespace: 'default',
          name: 'c',
          field: '',
          message: 'is owned by another',
        },
      ],
      blocked_by: { code: 'K8S_CONFLICT', message: 'Conflict on VPC c', advice: 'Choose who owns the field' },
      notes: ['a note'],
    },
    [
      item('create', 'a'),
      item('update', 'b', {
        changes: [
          { path: ['spec', 'subnets', 'x.y', 'vlan'], desired: 2, live: 1 },
          { path: ['spec', 'gone'], live: { a: [1] } },
        ],
        conflicts: [{ field: 'spec.vlan', manager: 'kubectl' }],
      }),
      item('conflict', 'c'),
      item('skipped', 'd', { namespace: '' }),
    ],
  );

  expect(text).toBe(`dc1: plan from the inventory, only kind VPC, every resource applied again

+ VPC default/a  why a
~ VPC default/b  why b
    spec.subnets["x.y"].vlan: 1 → 2
    spec.gone: {"a":[1]} → nothing
    spec.vlan is owned by kubectl
! VPC default/c  why c
· VPC d  skipped: why d

On the network
  • s loses VLAN 7 on leaf-01

Findings
  conflict VPC c: is owned by another

Notes
  a note

1 create, 1 update, 0 delete, 1 conflict, 1 skipped
A sync would stop before its first write: Conflict on VPC c
Choose who owns the field
To do exactly this, until 2026-03-01T13:00:00.000Z: fabric-sync sync dc1 --plan 8c1f3f0e-4a52-4f0c-9c59-6a8f1d4f2b11
`);
});

test('consent that is needed stands in the command; a name with blanks is quoted', () => {
  expect(words({ pending: true, needs_confirm_prune: true, fabric_name: "Bob's lab" })).toContain(
    String.raw`fabric-sync sync 'Bob'\''s lab' --plan 8c1f3f0e-4a52-4f0c-9c59-6a8f1d4f2b11 --confirm-prune`,
  );
});

test('what stands in the cluster does not steer the terminal', () => {
  const evil = '\u001b[2J\u202E';
  const text = words({ notes: [evil] }, [
    item('update', 'a', {
      reason: evil,
      changes: [{ path: ['spec', evil], live: evil }],
      conflicts: [{ field: 'spec', manager: evil }],
    }),
  ]);

  expect(text).not.toContain('\u001b');
  expect(text).not.toContain('\u202E');
});

test('colours only repeat what the marks say', () => {
  const items = [item('create', 'a'), item('delete', 'b')];

  expect(words({}, items, true)).toContain('\u001b[32m+ VPC default/a\u001b[0m');
  // oxlint-disable-next-line no-control-regex
  expect(words({}, items, true).replaceAll(/\u001b\[\d+m/g, '')).toBe(words({}, items));
});
