import { describe, expect, it } from 'vitest';
import type { DesiredResource } from '#server/domain/resource.ts';
import type { Plan } from './plan-types.ts';
import { actions, applied, plan, vpc, want } from './sample-plans.ts';

describe('what a plan refuses or reports', () => {
  const finding = (made: Plan): unknown =>
    made.findings.map(({ severity, code, key, field }) => ({ severity, code, key, field }));

  it('a reference to what is neither desired nor live', () => {
    const attachment = want('VPCAttachment', 'a', { subnet: 'vpc-9/default', connection: 'c-9' });

    expect(finding(plan([attachment], []))).toEqual([
      {
        severity: 'refusal',
        code: 'missing_reference',
        key: 'VPCAttachment/default/a',
        field: 'spec.subnet',
      },
      {
        severity: 'refusal',
        code: 'missing_reference',
        key: 'VPCAttachment/default/a',
        field: 'spec.connection',
      },
    ]);
  });

  it('not a reference to what is live, ours or not, or of a kind that was not read', () => {
    const attachment = want('VPCAttachment', 'a', { subnet: 'vpc-9/default', connection: 'c-9' });
    const live = [applied(vpc('vpc-9'), { labels: {} })];

    expect(plan([attachment], live, { readKinds: new Set(['VPC', 'VPCAttachment']) }).findings).toEqual([]);
  });

  it('a reference to what this plan would delete', () => {
    const attachment = want('VPCAttachment', 'a', { subnet: 'vpc-1/default', connection: 'c' });
    const made = plan(
      [attachment, want('Connection', 'c', {})],
      [applied(vpc('vpc-1')), applied(attachment)],
    );

    expect(made.findings).toMatchObject([
      {
        severity: 'refusal',
        code: 'missing_reference',
        message: 'refers to VPC vpc-1, which is no longer in the desired state and would be deleted',
      },
    ]);
  });

  it('not a switch profile, which the controller brings along', () => {
    expect(plan([want('Switch', 's', { profile: 'vs', role: 'spine' })], []).findings).toEqual([]);
  });

  it.each([
    [
      'the type of a connection',
      { unbundled: { link: { mtu: 1 } } },
      { bundled: { links: [{ mtu: 1 }] } },
      'spec',
    ],
    [
      'the VPC of a static external',
      { staticExternal: { withinVPC: 'a' } },
      { staticExternal: { withinVPC: 'b' } },
      'spec.staticExternal.withinVPC',
    ],
    [
      'a VPC that a static external gets',
      { staticExternal: { link: { mtu: 1 } } },
      { staticExternal: { withinVPC: 'b' } },
      'spec.staticExternal.withinVPC',
    ],
  ])('a change of %s', (_, before, after, field) => {
    const made = plan(
      [want('Connection', 'c', after), vpc('a'), vpc('b', '10.0.2.0/24', 2)],
      [applied(want('Connection', 'c', before))],
    );

    expect(finding(made)).toEqual([
      { severity: 'refusal', code: 'immutable_field', key: 'Connection/default/c', field },
    ]);
    expect(actions(made)['Connection/default/c']).toBe('replace');
  });

  it('what the controller makes itself is left to it', () => {
    const made = plan([want('SwitchProfile', 'ds3000'), want('GatewayGroup', 'default')], []);

    expect(finding(made)).toMatchObject([
      { severity: 'note', code: 'controller_owned' },
      { severity: 'note', code: 'controller_owned' },
    ]);
    expect(made.counts).toMatchObject({ none: 2, create: 0 });
  });

  it('what the controller makes itself is never deleted, whatever label it carries', () => {
    expect(
      plan([], [applied(want('SwitchProfile', 'ds3000')), applied(want('GatewayGroup', 'default'))]).items,
    ).toEqual([]);
  });

  it.each([
    ['that wants the same of it: said', {}, 'note'],
    ['that wants something else: a conflict', { spec: { subnets: {} } }, 'conflict'],
  ])('an object of another fabric is left alone; one %s', (_title, other, severity) => {
    const desired = vpc('vpc-1');
    const theirs = applied(desired, { labels: { 'fabric-sync/owner': 'another' }, ...other });
    const made = plan([desired], [theirs], { force: true });

    expect(finding(made)).toMatchObject([{ severity, code: 'foreign_owner' }]);
    expect(made.items).toMatchObject([{ action: 'none', adopt: false }]);
  });

  it('an object that is being deleted is neither written nor called equal', () => {
    const desired = vpc('vpc-1');
    const made = plan([desired], [applied(desired, { deletionTimestamp: '2026-01-01T00:00:00Z' })]);

    expect(finding(made)).toMatchObject([{ severity: 'conflict', code: 'terminating' }]);
    expect(made.items).toMatchObject([{ action: 'none', drift: 'missing' }]);
  });

  it('a leftover that is stuck in its deletion stays a deletion', () => {
    const made = plan([], [applied(vpc('vpc-1'), { deletionTimestamp: '2026-01-01T00:00:00Z' })]);

    expect(made.items).toMatchObject([
      {
        action: 'delete',
        reason: 'no longer in the desired state; the cluster is still deleting it (finalizers)',
      },
    ]);
  });

  it('a kind that nobody knows', () => {
    expect(finding(plan([want('Pod', 'p')], []))).toMatchObject([
      { severity: 'refusal', code: 'unknown_kind' },
    ]);
  });

  it('two VPCs that relay to each other and are both new', () => {
    const relaying = (name: string, to: string, vlan: number): DesiredResource =>
      want('VPC', name, {
        subnets: { s: { subnet: `10.${vlan}.0.0/24`, vlan, dhcp: { relay: '10.9.9.9/32', relayVPC: to } } },
      });
    const both = [relaying('a', 'b', 1), relaying('b', 'a', 2)];

    expect(finding(plan(both, []))).toMatchObject([{ severity: 'refusal', code: 'reference_cycle' }]);
    expect(
      plan(
        both,
        both.map((each) => applied(each, { spec: {} })),
      ).findings,
    ).toEqual([]);
  });

  it('a leftover that an object of somebody else needs is kept', () => {
    const connection = want('Connection', 'c', {});
    const attachment = want('VPCAttachment', 'theirs', { subnet: 'vpc-1/default', connection: 'c' });
    const made = plan([], [applied(vpc('vpc-1')), applied(connection), applied(attachment, { labels: {} })]);

    expect(actions(made)).toEqual({ 'VPC/default/vpc-1': 'none', 'Connection/default/c': 'none' });
    expect(finding(made)).toMatchObject([
      { severity: 'conflict', code: 'in_use' },
      { severity: 'conflict', code: 'in_use' },
    ]);
    expect(made.counts).toMatchObject({ extra: 2, delete: 0 });
  });
});

describe('fields of other managers', () => {
  const desired = vpc('vpc-1');
  const live = applied(desired, {
    spec: { subnets: { default: { subnet: '10.0.1.0/24', vlan: 7 } } },
    managedFields: [
      {
        manager: 'kubectl-edit',
        operation: 'Update',
        fields: { 'f:spec': { 'f:subnets': { 'f:default': { 'f:vlan': {} } } } },
      },
    ],
  });

  it('are overwritten and recorded under force', () => {
    expect(plan([desired], [live]).items).toMatchObject([
      {
        action: 'update',
        conflicts: [{ path: ['spec', 'subnets', 'default', 'vlan'], manager: 'kubectl-edit' }],
      },
    ]);
  });

  it('are left and reported under respect', () => {
    const made = plan([desired], [live], { conflictPolicy: 'respect' });

    expect(made.items).toMatchObject([{ action: 'none', drift: 'drifted' }]);
    expect(made.findings).toMatchObject([
      {
        severity: 'conflict',
        code: 'field_conflict',
        field: 'spec.subnets.default.vlan',
        manager: 'kubectl-edit',
      },
    ]);
  });
});

describe('write scope tenant', () => {
  const connection = want('Connection', 'c', { unbundled: { link: { switch: { port: 'leaf-1/E1/1' } } } });
  const attachment = want('VPCAttachment', 'a', { subnet: 'vpc-1/default', connection: 'c' });

  it('writes tenant kinds and leaves the others alone, desired or ours', () => {
    const made = plan(
      [connection, vpc('vpc-1'), attachment],
      [applied(connection, { spec: {} }), applied(want('Switch', 'old'))],
      { writeScope: 'tenant' },
    );

    expect(actions(made)).toEqual({
      'Connection/default/c': 'none',
      'VPC/default/vpc-1': 'create',
      'VPCAttachment/default/a': 'create',
    });
    expect(made.items.find((item) => item.key === 'Connection/default/c')?.drift).toBe('unknown');
    expect(made.counts.owned).toBe(0);
    expect(made.findings).toEqual([]);
  });

  it('does not take an object that it will not write for one that will exist', () => {
    expect(plan([connection, vpc('vpc-1'), attachment], [], { writeScope: 'tenant' }).findings).toMatchObject(
      [{ code: 'missing_reference', field: 'spec.connection' }],
    );
  });
});
