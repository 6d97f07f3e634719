import { describe, expect, it, test } from 'vitest';
import type { JsonObject } from '#server/domain/resource.ts';
import { compareResource } from './compare.ts';
import { applyBody } from './manifest.ts';
import { applied, want } from './sample-plans.ts';

const MARKS = { owner: 'o', lastUpdated: '2026-01-01T00:00:00Z' };
const sent = (kind: string, before: JsonObject, after: JsonObject, others: JsonObject = {}) => {
  const live = applied(want(kind, 'x', before));
  const theirs = { manager: 'kubectl', operation: 'Update' as const, fields: others };
  const managedFields = [...live.managedFields, theirs];
  return applyBody(want(kind, 'x', after), MARKS, { ...live, managedFields }).spec;
};

describe('an entry of ours that loses its last member keeps one that says nothing', () => {
  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    [
      'GatewayPeering',
      { peering: { 'vpc-1': { expose: [{ ips: [{ cidr: '10.0.0.0/24' }] }] }, 'vpc-2': { expose: [] } } },
      { peering: { 'vpc-1': {}, 'vpc-2': {} } },
      { peering: { 'vpc-1': { expose: [] }, 'vpc-2': { expose: [] } } },
    ],
    [
      'VPC',
      { subnets: { a: { vlan: 1 }, b: { vlan: 2 } } },
      { subnets: { a: {}, b: { vlan: 2 } } },
      { subnets: { a: { subnet: '' }, b: { vlan: 2 } } },
    ],
    [
      'VPC',
      { subnets: { a: { dhcp: { enable: true } } } },
      { subnets: { a: { dhcp: {} } } },
      { subnets: { a: { subnet: '' } } },
    ],
    [
      'VPC',
      { subnets: { a: { isolated: true } } },
      { subnets: { a: {} } },
      { subnets: { a: { subnet: '' } } },
    ],
    [
      'VPC',
      { subnets: { a: { dhcp: { static: { '0c:20:12:ff:00:0a': { ip: '10.0.0.5' } } } } } },
      { subnets: { a: { dhcp: { static: { '0C:20:12:FF:00:0A': null } } } } },
      { subnets: { a: { dhcp: { static: { '0c:20:12:ff:00:0a': { ip: '' } } } } } },
    ],
    [
      'Switch',
      { role: 'spine', linkFlapErrDisable: { flapThreshold: 9 } },
      { role: 'spine', linkFlapErrDisable: {} },
      { role: 'spine', linkFlapErrDisable: { flapThreshold: 3 } },
    ],
    [
      'Gateway',
      { interfaces: { e1: { mtu: 9_000 } } },
      { interfaces: { e1: {} } },
      { interfaces: { e1: { mtu: 0 } } },
    ],
  ])('%s %j → %j', (kind, before, after, expected) => {
    expect(sent(kind, before, after)).toEqual(expected);
  });
});

test('what it keeps is no difference afterwards, and does not hide the one before', () => {
  const before = applied(
    want('GatewayPeering', 'x', { peering: { a: { expose: [{ default: true }] }, b: {} } }),
  );
  const desired = want('GatewayPeering', 'x', { peering: { a: {}, b: {} } });

  expect(compareResource(desired, before)).toMatchObject([{ path: ['spec', 'peering', 'a', 'expose'] }]);
  const { spec = {} } = applyBody(desired, MARKS, before);
  const after = {
    ...applied(want('GatewayPeering', 'x', spec)),
    labels: before.labels,
    annotations: before.annotations,
  };
  expect(spec).toEqual({ peering: { a: { expose: [] }, b: {} } });
  expect(compareResource(desired, after)).toEqual([]);
  expect(applyBody(desired, MARKS, after).spec).toEqual(spec);
});

describe('nothing is added', () => {
  const full = { peering: { a: { expose: [{ default: true }] }, b: {} } };
  const emptied = { peering: { a: {}, b: {} } };

  it('to an object that is not there', () => {
    expect(applyBody(want('GatewayPeering', 'x', emptied), MARKS).spec).toEqual(emptied);
  });

  it('where others hold a member: it stays, and stays theirs', () => {
    expect(
      sent('GatewayPeering', full, emptied, { 'f:spec': { 'f:peering': { 'f:a': { 'f:expose': {} } } } }),
    ).toEqual(emptied);
  });

  it('where nothing is taken away', () => {
    expect(sent('GatewayPeering', emptied, emptied)).toEqual(emptied);
  });
});
