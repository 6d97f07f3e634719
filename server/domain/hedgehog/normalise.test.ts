import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#server/domain/resource.ts';
import { asWritten, normalise, sendableSpec } from './normalise.ts';

const spec = (kind: string, written: JsonObject): JsonObject =>
  normalise({ kind, spec: written, labels: {}, annotations: {} }).spec;

/** Pairs that mean the same to Hedgehog. */
const same: readonly [string, string, JsonObject, JsonObject][] = [
  ['null, empty and absent fields', 'Server', { description: null, profile: '' }, {}],
  [
    'the empty structs that the webhook adds',
    'Switch',
    { role: 'spine', redundancy: {}, boot: {}, ecmp: {} },
    { role: 'spine' },
  ],
  [
    'false, 0 and [] that are left out',
    'VPCAttachment',
    { subnet: 'v/s', connection: 'c', nativeVLAN: false },
    { subnet: 'v/s', connection: 'c' },
  ],
  ['the default subnet', 'VPCAttachment', { subnet: 'vpc-1' }, { subnet: 'vpc-1/default' }],
  [
    'the order of subnets',
    'IPv4Namespace',
    { subnets: ['10.2.0.0/16', '10.10.0.0/16'] },
    { subnets: ['10.10.0.0/16', '10.2.0.0/16'] },
  ],
  [
    'ranges of one VLAN, and their order',
    'VLANNamespace',
    { ranges: [{ from: 2000, to: 2999 }, { from: 7 }] },
    {
      ranges: [
        { from: 7, to: 7 },
        { from: 2000, to: 2999 },
      ],
    },
  ],
  ['a range up to 0', 'VLANNamespace', { ranges: [{ from: 7, to: 0 }] }, { ranges: [{ from: 7, to: 7 }] }],
  [
    'the default namespaces and mode',
    'VPC',
    {},
    { mode: 'l2vni', ipv4Namespace: 'default', vlanNamespace: 'default' },
  ],
  [
    'the default namespace of an external',
    'External',
    { inboundCommunity: '1:1' },
    { inboundCommunity: '1:1', ipv4Namespace: 'default' },
  ],
  [
    'the first address as gateway',
    'VPC',
    { subnets: { default: { subnet: '10.0.1.0/24', vlan: 1001 } } },
    { subnets: { default: { subnet: '10.0.1.0/24', gateway: '10.0.1.1', vlan: 1001, dhcp: {} } } },
  ],
  [
    'the whole subnet as DHCP range',
    'VPC',
    { subnets: { s: { subnet: '10.0.1.0/24', dhcp: { enable: true, range: { start: '10.0.1.10' } } } } },
    {
      subnets: {
        s: {
          subnet: '10.0.1.0/24',
          gateway: '10.0.1.1',
          dhcp: { enable: true, range: { start: '10.0.1.10', end: '10.0.1.255' } },
        },
      },
    },
  ],
  [
    'range and options without DHCP',
    'VPC',
    {
      subnets: {
        s: {
          subnet: '10.0.1.0/24',
          dhcp: { enable: false, range: { start: '10.0.1.10' }, options: { pxeURL: 'http://x' } },
        },
      },
    },
    { subnets: { s: { subnet: '10.0.1.0/24' } } },
  ],
  [
    'options that are all empty',
    'VPC',
    {
      subnets: {
        s: { subnet: '10.0.1.0/24', dhcp: { enable: true, options: { dnsServers: [], pxeURL: '' } } },
      },
    },
    { subnets: { s: { subnet: '10.0.1.0/24', dhcp: { enable: true } } } },
  ],
  [
    'default MTU and lease, and the order of servers and routes',
    'VPC',
    {
      subnets: {
        s: { subnet: '10.0.1.0/24', dhcp: { enable: true, options: { dnsServers: ['8.8.8.8', '1.1.1.1'] } } },
      },
    },
    {
      subnets: {
        s: {
          subnet: '10.0.1.0/24',
          dhcp: {
            enable: true,
            options: {
              dnsServers: ['1.1.1.1', '8.8.8.8'],
              timeServers: [],
              interfaceMTU: 9036,
              leaseTimeSeconds: 3600,
            },
          },
        },
      },
    },
  ],
  [
    'the spelling of MAC addresses',
    'VPC',
    { subnets: { s: { dhcp: { enable: true, static: { '0C:20:12:FF:00:0A': { ip: '10.0.1.9' } } } } } },
    { subnets: { s: { dhcp: { enable: true, static: { '0c:20:12:ff:00:0a': { ip: '10.0.1.9' } } } } } },
  ],
  [
    'a null entry of a permit list',
    'VPCPeering',
    { permit: [{ 'vpc-1': null, 'vpc-2': { subnets: [] } }] },
    { permit: [{ 'vpc-1': {}, 'vpc-2': {} }] },
  ],
  [
    'the order of subnets and prefixes',
    'ExternalPeering',
    {
      permit: {
        vpc: { subnets: ['b', 'a'] },
        external: { prefixes: [{ prefix: '2.0.0.0/8' }, { prefix: '1.0.0.0/8' }] },
      },
    },
    {
      permit: {
        vpc: { subnets: ['a', 'b'] },
        external: { prefixes: [{ prefix: '1.0.0.0/8' }, { prefix: '2.0.0.0/8' }] },
      },
    },
  ],
  [
    'speeds, groups and namespaces of a switch',
    'Switch',
    { portSpeeds: { 'E1/1': 'SPEED_25G' }, groups: ['b'], redundancy: { group: 'a', type: 'eslag' } },
    {
      portSpeeds: { 'E1/1': '25G' },
      groups: ['a', 'b'],
      redundancy: { group: 'a', type: 'eslag' },
      vlanNamespaces: ['default'],
    },
  ],
  [
    'defaults of link flap protection',
    'Switch',
    { linkFlapErrDisable: {} },
    { linkFlapErrDisable: { flapThreshold: 3, samplingInterval: 30, recoveryInterval: 300 } },
  ],
  ['port locators, which expire', 'Switch', { portLocators: { 'E1/1': '10m' } }, {}],
  [
    'defaults of a gateway',
    'Gateway',
    { groups: [{ name: 'b' }, { name: 'a', priority: 0 }] },
    {
      groups: [{ name: 'a' }, { name: 'b' }],
      workers: 4,
      logs: { default: 'info', tags: { all: 'info' } },
      profiling: {},
    },
  ],
  [
    'timeouts as Go writes them, and the default one',
    'GatewayPeering',
    {
      peering: {
        a: { expose: [{ nat: { masquerade: { idleTimeout: '120s' } } }] },
        b: { expose: [{ nat: { portForward: { ports: [] } } }] },
      },
    },
    {
      gatewayGroup: 'default',
      peering: {
        a: { expose: [{ nat: { masquerade: {} } }] },
        b: { expose: [{ nat: { portForward: { idleTimeout: '2m0s' } } }] },
      },
    },
  ],
  [
    'defaults of rules',
    'GatewayPeering',
    { acl: { rules: [{ from: 'a', action: 'deny', log: false }] } },
    { acl: { default: 'deny-unless-exposed', rules: [{ from: 'a', action: 'deny', scope: 'flow' }] } },
  ],
];

describe('means the same', () => {
  it.each(same)('%s', (_, kind, left, right) => {
    expect(spec(kind, left)).toEqual(spec(kind, right));
  });
});

/** Pairs that look alike and are not. */
const different: readonly [string, string, JsonObject, JsonObject][] = [
  [
    'isolated: false overrides the default',
    'VPC',
    { subnets: { s: { isolated: false } } },
    { subnets: { s: {} } },
  ],
  [
    'restricted: false overrides the default',
    'VPC',
    { subnets: { s: { restricted: false } } },
    { subnets: { s: {} } },
  ],
  ['a subnet without settings is a subnet', 'VPC', { subnets: { s: {} } }, { subnets: {} }],
  [
    'static translation is a choice',
    'GatewayPeering',
    { peering: { a: { expose: [{ nat: { static: {} } }] } } },
    { peering: { a: { expose: [{ nat: {} }] } } },
  ],
  [
    'the VPCs of a peering are its keys',
    'VPCPeering',
    { permit: [{ a: {}, b: {} }] },
    { permit: [{ a: {}, c: {} }] },
  ],
  [
    'the links of a connection have an order',
    'Connection',
    { bundled: { links: [{ a: 1 }, { a: 2 }] } },
    { bundled: { links: [{ a: 2 }, { a: 1 }] } },
  ],
  ['a port with autonegotiation off', 'Switch', { portAutoNegs: { 'E1/1': false } }, {}],
  ['recovery never', 'Switch', { linkFlapErrDisable: { recoveryInterval: 0 } }, { linkFlapErrDisable: {} }],
  [
    'ICMP type 0 is an echo reply',
    'ExternalAttachment',
    { inboundACL: { statements: [{ icmpType: 0 }] } },
    { inboundACL: { statements: [{}] } },
  ],
  ['a list of one empty element', 'Server', { nics: [{}] }, { nics: [] }],
  [
    'another order where order counts',
    'GatewayPeering',
    { acl: { rules: [{ name: 'a' }, { name: 'b' }] } },
    { acl: { rules: [{ name: 'b' }, { name: 'a' }] } },
  ],
];

describe('does not mean the same', () => {
  it.each(different)('%s', (_, kind, left, right) => {
    expect(spec(kind, left)).not.toEqual(spec(kind, right));
  });
});

describe('labels and annotations', () => {
  const content = {
    kind: 'VPC',
    spec: {},
    labels: {
      team: 'net',
      empty: '',
      'fabric.githedgehog.com/ipv4ns': 'default',
      'vpc.gateway.githedgehog.com/vpc-1': 'true',
      'app.kubernetes.io/managed-by': 'Helm',
      'fabric-sync/owner': 'u',
    },
    annotations: {
      note: 'x',
      'fabric.githedgehog.com/route-summ': 'on',
      'fabric.githedgehog.com/ports': '48x25G',
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      'argocd.argoproj.io/tracking-id': 'a',
      'fabric-sync/last-updated': '2026-01-01T00:00:00Z',
    },
  };

  it('leaves out what webhooks, tools and we ourselves set', () => {
    const { labels, annotations } = normalise(content);

    expect(labels).toEqual({ team: 'net', empty: '' });
    expect(annotations).toEqual({ note: 'x', 'fabric.githedgehog.com/route-summ': 'on' });
  });
});

it('asWritten keeps explicit blanks, fills nothing and drops nulls', () => {
  const written = asWritten({
    kind: 'VPCAttachment',
    spec: { subnet: 'v', nativeVLAN: false, x: null },
    labels: {},
    annotations: {},
  });

  expect(written.spec).toEqual({ subnet: 'v/default', nativeVLAN: false });
});

it('keys like __proto__ and constructor do no harm', () => {
  const hostile = JSON.parse(
    '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"x": 1}}, "subnets": {"toString": {"vlan": 5}}}',
  ) as JsonObject;

  const canonical = spec('VPC', hostile);

  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(canonical['constructor']).toEqual({ prototype: { x: 1 } });
  expect(canonical['subnets']).toEqual({ toString: { vlan: 5 } });
});

it('does not touch what it is given', () => {
  const given = {
    subnets: { s: { subnet: '10.0.1.0/24', dhcp: { enable: true, options: { dnsServers: ['b', 'a'] } } } },
  };
  const before = structuredClone(given);

  normalise({ kind: 'VPC', spec: given, labels: {}, annotations: {} });

  expect(given).toEqual(before);
});

describe('what is sent', () => {
  it.each<[string, string, JsonObject, JsonObject]>([
    ['nulls are left out', 'Server', { description: null, profile: 'p' }, { profile: 'p' }],
    [
      'a null permit entry is an empty one',
      'VPCPeering',
      { permit: [{ a: null, b: {} }] },
      { permit: [{ a: {}, b: {} }] },
    ],
    [
      'explicit blanks stay',
      'VPCAttachment',
      { subnet: 'v', nativeVLAN: false },
      { subnet: 'v', nativeVLAN: false },
    ],
    ['unknown fields stay', 'VPC', { brandNew: { a: [1] } }, { brandNew: { a: [1] } }],
    ['lists keep their order', 'IPv4Namespace', { subnets: ['b', 'a'] }, { subnets: ['b', 'a'] }],
    [
      'demanded structs are added',
      'ExternalAttachment',
      { external: 'e', static: {} },
      { external: 'e', switch: { ip: '' }, neighbor: { ip: '' } },
    ],
    [
      'MAC keys as the server writes them',
      'VPC',
      { subnets: { s: { dhcp: { static: { 'AA-BB-CC-DD-EE-FF': { ip: '1.1.1.1' } } } } } },
      { subnets: { s: { dhcp: { static: { 'aa:bb:cc:dd:ee:ff': { ip: '1.1.1.1' } } } } } },
    ],
  ])('%s', (_, kind, written, sent) => {
    expect(sendableSpec(kind, written)).toEqual(sent);
  });
});
