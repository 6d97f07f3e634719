import { expect, it } from 'vitest';
import type { JsonObject } from '#server/domain/resource.ts';
import { referencesOf } from './references.ts';

/** `VPC vpc-1` is hard, `(VPC vpc-1)` soft. */
function referred(kind: string, spec: JsonObject): string[] {
  return referencesOf({ kind, namespace: 'default', name: 'self', spec }).map((reference) =>
    reference.hard ? `${reference.kind} ${reference.name}` : `(${reference.kind} ${reference.name})`,
  );
}

const cases: readonly [string, string, JsonObject, string[]][] = [
  [
    'a VPC names its namespaces',
    'VPC',
    { ipv4Namespace: 'ip', vlanNamespace: 'vl' },
    ['IPv4Namespace ip', 'VLANNamespace vl'],
  ],
  [
    'what a VPC leaves out is not demanded',
    'VPC',
    {},
    ['(IPv4Namespace default)', '(VLANNamespace default)'],
  ],
  [
    'a VPC relays DHCP to another',
    'VPC',
    {
      ipv4Namespace: 'a',
      vlanNamespace: 'a',
      subnets: { s: { dhcp: { relay: '10.0.0.1/32', relayVPC: 'vpc-2' } } },
    },
    ['IPv4Namespace a', 'VLANNamespace a', 'VPC vpc-2'],
  ],
  [
    'an attachment',
    'VPCAttachment',
    { subnet: 'vpc-1/default', connection: 'c' },
    ['VPC vpc-1', 'Connection c'],
  ],
  [
    'an attachment to the default subnet',
    'VPCAttachment',
    { subnet: 'vpc-1', connection: 'c' },
    ['VPC vpc-1', 'Connection c'],
  ],
  [
    'a peering names its VPCs as keys, once each',
    'VPCPeering',
    {
      permit: [
        { 'vpc-1': { subnets: ['a'] }, 'vpc-2': {} },
        { 'vpc-1': {}, 'vpc-2': null },
      ],
      remote: 'border',
    },
    ['VPC vpc-1', 'VPC vpc-2', 'SwitchGroup border'],
  ],
  ['an external', 'External', { ipv4Namespace: 'ip' }, ['IPv4Namespace ip']],
  [
    'an external attachment',
    'ExternalAttachment',
    { external: 'e', connection: 'c' },
    ['External e', 'Connection c'],
  ],
  [
    'an external peering',
    'ExternalPeering',
    { permit: { vpc: { name: 'v' }, external: { name: 'e' } } },
    ['VPC v', 'External e'],
  ],
  [
    'an unbundled connection',
    'Connection',
    { unbundled: { link: { server: { port: 'server-1/enp2s1' }, switch: { port: 'leaf-1/E1/5/1' } } } },
    ['Server server-1', 'Switch leaf-1'],
  ],
  [
    'a connection of two switches',
    'Connection',
    {
      fabric: {
        links: [{ spine: { port: 'spine-1/E1/1', ip: '172.30.128.0/31' }, leaf: { port: 'leaf-1/E1/1' } }],
      },
    },
    ['Switch spine-1', 'Switch leaf-1'],
  ],
  [
    'a gateway link does not demand its gateway',
    'Connection',
    { gateway: { links: [{ switch: { port: 'spine-1/E1/1' }, gateway: { port: 'gw-1/enp2s1' } }] } },
    ['Switch spine-1', '(Gateway gw-1)'],
  ],
  [
    'a multi-chassis domain',
    'Connection',
    {
      mclagDomain: {
        peerLinks: [{ switch1: { port: 'l1/E1/1' }, switch2: { port: 'l2/E1/1' } }],
        sessionLinks: [],
      },
    },
    ['Switch l1', 'Switch l2'],
  ],
  [
    'a static external within a VPC',
    'Connection',
    { staticExternal: { withinVPC: 'v', link: { switch: { port: 'leaf-1/E1/1' } } } },
    ['Switch leaf-1', 'VPC v'],
  ],
  ['a connection of an unknown type', 'Connection', { quantum: { link: {} } }, []],
  [
    'a switch',
    'Switch',
    { profile: 'vs', vlanNamespaces: ['a', 'b'], groups: ['g'], redundancy: { group: 'r', type: 'eslag' } },
    ['VLANNamespace a', 'VLANNamespace b', 'SwitchGroup g', 'SwitchGroup r', '(SwitchProfile vs)'],
  ],
  [
    'a gateway in the default group',
    'Gateway',
    { groups: [{ name: 'default' }, { name: 'edge' }] },
    ['(GatewayGroup default)', 'GatewayGroup edge'],
  ],
  [
    'a gateway peering of a VPC and an external',
    'GatewayPeering',
    { peering: { 'vpc-1': { expose: [] }, 'ext.isp': { expose: [] } } },
    ['(GatewayGroup default)', 'VPC vpc-1', 'External isp'],
  ],
  ['a switch group names nothing', 'SwitchGroup', {}, []],
  ['an unknown kind names nothing', 'constructor', { subnet: 'x' }, []],
  ['fields of wrong types name nothing', 'VPCAttachment', { subnet: 5, connection: ['c'] }, []],
];

it.each(cases)('%s', (_, kind, spec, expected) => {
  expect(referred(kind, spec)).toEqual(expected);
});

it('an object does not refer to itself', () => {
  const spec = { subnets: { s: { dhcp: { relayVPC: 'self' } } } };

  expect(referred('VPC', spec)).not.toContain('VPC self');
});

it('says where, in the namespace of the object', () => {
  const [first] = referencesOf({
    kind: 'Connection',
    namespace: 'lab',
    name: 'c',
    spec: { bundled: { links: [{ server: { port: 's/1' } }] } },
  });

  expect(first).toMatchObject({ namespace: 'lab', path: ['spec', 'bundled', 'links', 0, 'server', 'port'] });
});
