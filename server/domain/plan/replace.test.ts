import { describe, expect, it, test } from 'vitest';
import type { LiveResource } from '#server/domain/resource.ts';
import { actions, applied, levels, plan, vpc, want } from './sample-plans.ts';

const link = (port: string) => ({
  link: { server: { port: `server-1/${port}` }, switch: { port: `leaf-1/${port}` } },
});
const unbundled = want('Connection', 'c1', { unbundled: link('E1/1') });
const bundled = want('Connection', 'c1', { bundled: { links: [link('E1/1').link] } });
const devices = [want('Server', 'server-1', {}), want('Switch', 'leaf-1', { role: 'server-leaf' })];
const standing = (...more: LiveResource[]): LiveResource[] => [
  ...devices.map((each) => applied(each)),
  applied(unbundled),
  ...more,
];
const attachment = (name: string, connection: string, subnet = 'vpc-1/default') =>
  want('VPCAttachment', name, { subnet, connection });
const ALLOWED = { allowReplace: true };

test('another type is refused, with what to do, where the fabric does not allow it', () => {
  const made = plan([...devices, bundled], standing());

  expect(made.findings).toMatchObject([
    {
      severity: 'refusal',
      code: 'immutable_field',
      message:
        'the type of a Connection cannot change from unbundled to bundled: remove c1 and what is attached to it, sync, then add it again; or allow this fabric to replace objects',
    },
  ]);
});

test('another type is a deletion and a creation where it does', () => {
  const made = plan([...devices, bundled], standing(), ALLOWED);

  expect(made.findings).toEqual([]);
  expect(made.counts).toMatchObject({ replace: 1, update: 0, delete: 0 });
  expect(made.items.find(({ key }) => key === 'Connection/default/c1')).toMatchObject({
    action: 'replace',
    reason: 'deleted and created anew: the type of a Connection cannot change from unbundled to bundled',
    drift: 'drifted',
    live: { uid: 'uid-c1', resourceVersion: '7' },
  });
});

const external = (withinVPC: string) =>
  want('Connection', 'c1', { staticExternal: { link: { switch: { port: 'leaf-1/E1/1' } }, withinVPC } });

test.each(['vpc-2', ''])('another withinVPC (%j) too', (withinVPC) => {
  const vpcs = [vpc('vpc-1'), vpc('vpc-2', '10.0.2.0/24', 1_002)];
  const live = [...devices, ...vpcs, external('vpc-1')].map((each) => applied(each));
  const desired = [...devices, ...vpcs, external(withinVPC)];

  expect(actions(plan(desired, live, ALLOWED))['Connection/default/c1']).toBe('replace');
  expect(plan(desired, live).findings).toMatchObject([{ field: 'spec.staticExternal.withinVPC' }]);
});

test('the VPC that it leaves is deleted after it, the one that it enters made before', () => {
  const old = vpc('vpc-1');
  const next = vpc('vpc-2', '10.0.2.0/24', 1_002);
  const live = [...devices, old, external('vpc-1')].map((each) => applied(each));

  const made = plan([...devices, next, external('vpc-2')], live, ALLOWED);

  expect(made.findings).toEqual([]);
  const at = levels(made);
  expect(at['VPC/default/vpc-2']).toBeLessThan(at['Connection/default/c1'] ?? 0);
  expect(at['Connection/default/c1']).toBeLessThan(at['VPC/default/vpc-1'] ?? 0);
});

test('what was not made by this fabric is never deleted', () => {
  const theirs = applied(unbundled, { labels: {}, annotations: {}, managedFields: [] });
  const made = plan([...devices, bundled], [...standing().slice(0, 2), theirs], ALLOWED);

  expect(made.findings).toMatchObject([
    { severity: 'refusal', message: expect.stringContaining('was not made by this fabric') },
  ]);
});

test('under respect, what others own a part of is left to them', () => {
  const theirs = {
    manager: 'hhfab',
    operation: 'Update',
    fields: { 'f:spec': { 'f:unbundled': {} } },
  } as const;
  const live = applied(unbundled);
  const shared = { ...live, managedFields: [...live.managedFields, theirs] };
  const cluster = [...standing().slice(0, 2), shared];

  const made = plan([...devices, bundled], cluster, { ...ALLOWED, conflictPolicy: 'respect' });

  expect(made.findings).toMatchObject([{ severity: 'conflict', code: 'field_conflict', manager: 'hhfab' }]);
  expect(actions(made)['Connection/default/c1']).toBe('none');
  expect(actions(plan([...devices, bundled], cluster, ALLOWED))['Connection/default/c1']).toBe('replace');
});

describe('objects that refer to it', () => {
  const used = applied(attachment('a1', 'c1'));
  const other = want('Connection', 'c2', { unbundled: link('E1/2') });

  it('and stay: refused by name, since the cluster does not delete what is in use', () => {
    const made = plan(
      [...devices, vpc('vpc-1'), bundled, attachment('a1', 'c1')],
      standing(applied(vpc('vpc-1')), used),
      ALLOWED,
    );

    expect(made.findings).toMatchObject([
      {
        severity: 'refusal',
        code: 'in_use',
        key: 'Connection/default/c1',
        message: expect.stringContaining('while it is in use by VPCAttachment/default/a1: remove them, sync'),
      },
    ]);
  });

  it('and stay as somebody else’s: refused too', () => {
    const theirs = { ...used, labels: {} };
    const made = plan([...devices, vpc('vpc-1'), bundled], standing(applied(vpc('vpc-1')), theirs), ALLOWED);

    expect(made.findings).toMatchObject([{ severity: 'refusal', code: 'in_use' }]);
  });

  it('and are changed, but still refer to it: refused too', () => {
    const made = plan(
      [
        ...devices,
        vpc('vpc-1'),
        bundled,
        want('VPCAttachment', 'a1', { ...attachment('a1', 'c1').spec, nativeVLAN: true }),
      ],
      standing(applied(vpc('vpc-1')), used),
      ALLOWED,
    );

    expect(actions(made)['VPCAttachment/default/a1']).toBe('update');
    expect(made.findings).toMatchObject([{ severity: 'refusal', code: 'in_use' }]);
  });

  it('and leave, move away or come: before and after it', () => {
    const live = standing(
      applied(vpc('vpc-1')),
      applied(other),
      applied(attachment('leaves', 'c1')),
      applied(attachment('moves', 'c1')),
    );
    const desired = [
      ...devices,
      vpc('vpc-1'),
      other,
      bundled,
      attachment('moves', 'c2'),
      attachment('comes', 'c1'),
    ];

    const made = plan(desired, live, ALLOWED);

    expect(made.findings).toEqual([]);
    const at = levels(made);
    const own = at['Connection/default/c1'] ?? 0;
    expect(at['VPCAttachment/default/leaves']).toBeLessThan(own);
    expect(at['VPCAttachment/default/moves']).toBeLessThan(own);
    expect(at['VPCAttachment/default/comes']).toBeGreaterThan(own);
    expect(made.items.find(({ key }) => key === 'Connection/default/c1')?.dependsOn.toSorted()).toEqual([
      'VPCAttachment/default/leaves',
      'VPCAttachment/default/moves',
    ]);
  });
});

test('a port that it gives up is taken after it', () => {
  const moved = want('Connection', 'c1', { bundled: { links: [link('E1/9').link] } });
  const taker = want('Connection', 'c3', { unbundled: link('E1/1') });

  const made = plan([...devices, moved, taker], standing(), ALLOWED);

  expect(levels(made)).toMatchObject({ 'Connection/default/c1': 1, 'Connection/default/c3': 2 });
});

describe('the breakouts of a Switch', () => {
  const leaf = (spec: object) => want('Switch', 'leaf-1', { role: 'server-leaf', ...spec });
  const before = leaf({ portBreakouts: { 'E1/1': '4x25G' } });
  const after = { portBreakouts: { 'E1/1': '1x100G' } };

  it('cannot change under RoCE, and no Switch is deleted for that', () => {
    const made = plan([leaf({ ...after, roce: true })], [applied(before)], ALLOWED);

    expect(made.findings).toMatchObject([
      { severity: 'refusal', field: 'spec.portBreakouts', message: expect.stringContaining('turn roce off') },
    ]);
  });

  it.each([
    ['change without it', after, 'update'],
    ['stay while it comes', { ...before.spec, roce: true }, 'update'],
  ])('%s', (_, spec, action) => {
    const made = plan([leaf(spec)], [applied(before)]);

    expect(made.findings).toEqual([]);
    expect(actions(made)['Switch/default/leaf-1']).toBe(action);
  });
});

test('what names an object that is being deleted waits for it, and what names that does too', () => {
  const going = applied(vpc('vpc-1'), { deletionTimestamp: '2026-01-01T00:00:00Z' });
  const relayed = want('VPC', 'vpc-2', {
    subnets: {
      default: { subnet: '10.0.2.0/24', vlan: 1_002, dhcp: { relay: '10.0.0.5/32', relayVPC: 'vpc-1' } },
    },
  });
  const chained = attachment('a2', 'c1', 'vpc-2/default');
  const free = vpc('vpc-3', '10.0.3.0/24', 1_003);

  const made = plan([...devices, unbundled, vpc('vpc-1'), relayed, chained, free], standing(going), {
    conflictPolicy: 'respect',
  });

  expect(made.items.filter(({ action }) => action !== 'none').map(({ key }) => key)).toEqual([
    'VPC/default/vpc-3',
  ]);
  expect(made.findings.map(({ key, severity, code }) => `${key} ${severity} ${code}`).toSorted()).toEqual([
    'VPC/default/vpc-1 conflict terminating',
    'VPC/default/vpc-2 conflict terminating',
    'VPCAttachment/default/a2 conflict terminating',
  ]);
});
