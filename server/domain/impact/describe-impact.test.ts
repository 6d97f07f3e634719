import { describe, expect, it } from 'vitest';
import { applied, want } from '#server/domain/plan/sample-plans.ts';
import type { JsonObject } from '#server/domain/resource.ts';
import {
  attach,
  edited,
  impactOf,
  link,
  port,
  said,
  unbundled,
  without,
  type Fabric,
} from './sample-fabric.ts';

const vpc = (name: string, subnets: JsonObject, more: JsonObject = {}) =>
  want('VPC', name, { subnets, ...more });
const plain = (vlan: number): JsonObject => ({ subnet: `10.0.${vlan % 250}.0/24`, vlan });
const three = vpc('v', { a: plain(1), b: plain(2), c: plain(3) });
const isolated = (permit: readonly string[][]): JsonObject => ({
  subnets: { a: plain(1), b: plain(2), c: plain(3) },
  defaultIsolated: true,
  permit,
});

describe('what stands behind an attachment', () => {
  const RAILS: Fabric = [
    vpc('v', { default: plain(1001), other: plain(1002) }),
    unbundled('s-1', 'leaf-01/E1/1'),
    unbundled('s-1', 'leaf-02/E1/1'),
    attach('s-1--unbundled--leaf-01', 'v'),
    attach('s-1--unbundled--leaf-02', 'v/default'),
  ];
  const MCLAG: Fabric = [
    vpc('v', { default: plain(1001) }),
    want('Connection', 'm', {
      mclag: { links: [link('s-1/eth0', 'leaf-01/E1/1'), link('s-1/eth1', 'leaf-02/E1/1')] },
    }),
    attach('m', 'v/default'),
  ];

  it.each<[string, Fabric, Fabric, readonly string[]]>([
    [
      'a subnet that is not named is `default`; what is left on other switches is said',
      RAILS,
      without(RAILS, 's-1--unbundled--leaf-01--v'),
      ['loses: s-1 loses VLAN 1001 (v/default) on leaf-01 (and keeps it on leaf-02)'],
    ],
    [
      'one sentence for a server with two networks',
      RAILS,
      [
        ...RAILS,
        attach('s-1--unbundled--leaf-01', 'v/other'),
        vpc('w', { default: plain(7) }),
        attach('s-1--unbundled--leaf-01', 'w'),
      ],
      [
        'gains: s-1 gains VLAN 7 (w/default) and VLAN 1002 (v/other) on leaf-01',
        'gains: VPC w is new: default (10.0.7.0/24, VLAN 7)',
      ],
    ],
    [
      'an MCLAG',
      MCLAG,
      without(MCLAG, 'm--v--default'),
      ['loses: s-1 loses VLAN 1001 (v/default) on leaf-01 and leaf-02'],
    ],
    [
      'an MCLAG domain',
      [],
      [
        want('Connection', 'd', {
          mclagDomain: {
            peerLinks: [{ switch1: port('leaf-01/E1/9'), switch2: port('leaf-02/E1/9') }],
            sessionLinks: [{ switch1: port('leaf-01/E1/8'), switch2: port('leaf-02/E1/8') }],
          },
        }),
      ],
      ['gains: leaf-01 (E1/8, E1/9) and leaf-02 (E1/8, E1/9) gain 2 links'],
    ],
    [
      'a VLAN that is not set is not made up',
      [vpc('v', { default: { subnet: '10.0.0.0/24' } }), unbundled('s-1', 'leaf-01/E1/1')],
      [
        vpc('v', { default: { subnet: '10.0.0.0/24' } }),
        unbundled('s-1', 'leaf-01/E1/1'),
        attach('s-1--unbundled--leaf-01', 'v'),
      ],
      ['gains: s-1 gains the network v/default (its VLAN is not set) on leaf-01'],
    ],
    [
      'host BGP has no VLAN',
      [vpc('v', { default: { subnet: '10.0.0.0/24', hostBGP: true } }), unbundled('s-1', 'leaf-01/E1/1')],
      [
        vpc('v', { default: { subnet: '10.0.0.0/24', hostBGP: true } }),
        unbundled('s-1', 'leaf-01/E1/1'),
        attach('s-1--unbundled--leaf-01', 'v'),
      ],
      ['gains: s-1 gains the network v/default (host BGP, no VLAN) on leaf-01'],
    ],
    [
      'a connection that was not read is named itself',
      [vpc('v', { default: plain(1001) })],
      [vpc('v', { default: plain(1001) }), attach('unread', 'v', { nativeVLAN: true })],
      ['gains: unread gains VLAN 1001 (v/default) untagged'],
    ],
    [
      'a subnet without servers tells its new VLAN itself',
      [three],
      [vpc('v', { a: { ...plain(1), vlan: 9 }, b: plain(2), c: plain(3) })],
      ['changes: v/a changes its VLAN from 1 to 9; no server is attached'],
    ],
  ])('%s', (_, from, to, sentences) => {
    expect(said(from, to)).toEqual(sentences);
  });
});

describe('what reaches what', () => {
  const two = [vpc('v', { a: plain(1) }), vpc('w', { b: plain(2) })];
  const gateway = (...expose: JsonObject[]) =>
    want('GatewayPeering', 'g', {
      peering: { v: { expose }, w: { expose: [{ ips: [{ vpcSubnet: 'b' }] }] } },
    });
  const outside = want('GatewayPeering', 'o', {
    peering: {
      v: { expose: [{ ips: [{ vpcSubnet: 'a' }] }] },
      'ext.internet': { expose: [{ default: true }] },
    },
  });
  const peering = want('VPCPeering', 'p', { permit: [{ v: {}, w: {} }] });

  it.each<[string, Fabric, Fabric, readonly string[]]>([
    [
      'all subnets of a VPC are isolated but for those that are permitted',
      [three],
      [want('VPC', 'v', isolated([['a', 'b']]))],
      ['loses: v: [a and c] and [b and c] can no longer reach each other'],
    ],
    [
      'a permit list gets a member',
      [want('VPC', 'v', isolated([['a', 'b']]))],
      [want('VPC', 'v', isolated([['a', 'b', 'c']]))],
      ['gains: v: [a and c] and [b and c] can reach each other'],
    ],
    [
      'a gateway joins',
      two,
      [...two, gateway({ ips: [{ vpcSubnet: 'a' }] })],
      ['gains: v and w can reach each other through the gateway'],
    ],
    [
      'a gateway parts',
      [...two, gateway({ ips: [{ vpcSubnet: 'a' }] })],
      two,
      ['loses: v and w can no longer reach each other through the gateway'],
    ],
    [
      'a gateway exposes something else',
      [...two, gateway({ ips: [{ vpcSubnet: 'a' }] })],
      [...two, gateway({ ips: [{ cidr: '10.0.1.0/25' }] })],
      ['changes: What v exposes to w through the gateway changes'],
    ],
    [
      'a gateway to the outside',
      two,
      [...two, outside],
      ['gains: external internet and v can reach each other through the gateway'],
    ],
    [
      'what still joins two VPCs is said',
      [...two, peering, gateway({ ips: [{ vpcSubnet: 'a' }] })],
      [...two, gateway({ ips: [{ vpcSubnet: 'a' }] })],
      ['loses: v (a) and w (b) can no longer reach each other; GatewayPeering g still joins them'],
    ],
    [
      'a second peering of the same two keeps them joined',
      [...two, peering, want('VPCPeering', 'q', { permit: [{ w: {}, v: {} }] })],
      [...two, peering],
      [],
    ],
    [
      'a peering of other VPCs',
      [...two, vpc('x', { c: plain(3) }), peering],
      [...two, vpc('x', { c: plain(3) }), want('VPCPeering', 'p', { permit: [{ v: {}, x: {} }] })],
      [
        'loses: v (a) and w (b) can no longer reach each other',
        'gains: v (a) and x (c) can reach each other',
      ],
    ],
  ])('%s', (_, from, to, sentences) => {
    expect(said(from, to)).toEqual(sentences);
  });
});

it.each<[string, Fabric, Fabric, readonly string[]]>([
  [
    'a static external',
    [
      want('Connection', 'e', {
        staticExternal: {
          link: {
            switch: {
              port: 'leaf-01/E1/9',
              ip: '10.9.0.1/24',
              nextHop: '10.9.0.2',
              subnets: ['10.99.0.0/16'],
            },
          },
          withinVPC: 'v',
        },
      }),
    ],
    [],
    ['loses: leaf-01 (E1/9) loses the static external to 10.99.0.0/16 by 10.9.0.2 within v'],
  ],
  [
    'links of leaves, of a gateway and of one switch to itself',
    [],
    [
      want('Connection', 'a', {
        mesh: { links: [{ leaf1: port('leaf-01/E1/1'), leaf2: port('leaf-02/E1/1') }] },
      }),
      want('Connection', 'b', {
        gateway: { links: [{ switch: port('leaf-01/E1/2'), gateway: port('gw-1/enp2s1') }] },
      }),
      want('Connection', 'c', {
        vpcLoopback: { links: [{ switch1: port('leaf-01/E1/3'), switch2: port('leaf-01/E1/4') }] },
      }),
    ],
    [
      'gains: gw-1 (enp2s1) and leaf-01 (E1/2) gain 1 link',
      'gains: leaf-01 (E1/1) and leaf-02 (E1/1) gain 1 link',
      'gains: leaf-01 (E1/3, E1/4) gains 1 VPC loopback link',
    ],
  ],
  [
    'a gateway',
    [want('Gateway', 'gw-1', { asn: 65534, workers: 4, logs: { default: 'info' } })],
    [want('Gateway', 'gw-1', { asn: 65533, workers: 4, logs: { default: 'debug' } })],
    ['changes: Gateway gw-1 changes asn; nothing uses it'],
  ],
])('%s', (_, from, to, sentences) => {
  expect(said(from, to)).toEqual(sentences);
});

describe('many', () => {
  const servers = Array.from({ length: 12 }, (_, n) =>
    unbundled(`server-${n + 1}`, `leaf-0${(n % 2) + 1}/E1/${n}`),
  );
  const attachments = servers.map(({ name }) => attach(name, 'v/default'));
  const FABRIC: Fabric = [vpc('v', { default: plain(1001) }), ...servers, ...attachments];

  it('servers with one fate are told in one sentence that names the first ones', () => {
    const { statements, items } = impactOf(FABRIC, FABRIC.slice(0, -12));

    expect(statements.map(({ text }) => text)).toEqual([
      '12 servers lose VLAN 1001 (v/default) on leaf-01 and leaf-02: server-1, server-2, server-3, server-4, server-5 and 7 more',
    ]);
    expect(statements[0]?.causes.toSorted()).toEqual(items.toSorted());
  });

  it('all of them lose it with the VPC, and see its VLAN change', () => {
    expect(said(FABRIC, FABRIC.slice(1))[0]).toMatch(/^loses: 12 servers lose VLAN 1001/);
    expect(
      said(
        FABRIC,
        edited(FABRIC, 'VPC/default/v', () => ({ subnets: { default: { ...plain(1001), vlan: 5 } } })),
      ),
    ).toEqual([
      'changes: 12 servers change from VLAN 1001 to VLAN 5 (v/default) on leaf-01 and leaf-02: server-1, server-2, server-3, server-4, server-5 and 7 more',
    ]);
  });

  it('sentences of one sort are bounded, the rest is counted', () => {
    const vpcs = Array.from({ length: 300 }, (_, n) => vpc(`v-${n}`, { default: plain(n + 1) }));
    const { statements } = impactOf([], vpcs);

    expect(statements).toHaveLength(41);
    expect(statements.at(-1)).toMatchObject({
      text: '260 more VPCs gain something: v-40, v-41, v-42, v-43, v-44 and 255 more',
      subject_kind: 'VPC',
    });
    expect(statements.at(-1)?.causes).toHaveLength(50);
  });
});

describe('limits of what is known', () => {
  it('an object that is deleted and made again is said to be interrupted', () => {
    const from = [unbundled('s-1', 'leaf-01/E1/1')];
    const to = edited(from, 'Connection/default/s-1--unbundled--leaf-01', () => ({
      bundled: { links: [link('s-1/eth0', 'leaf-01/E1/1')] },
    }));

    expect(said(from, to)).toEqual([
      'loses: Connection s-1--unbundled--leaf-01 is deleted and made again; until then what hangs on it is interrupted',
      'changes: leaf-01 and s-1: the links change from unbundled to bundled',
    ]);
  });

  it('what stays as others set it in the cluster is not taken for lost', () => {
    const wanted = vpc('v', { default: { subnet: '10.0.1.0/24', vlan: 9 } });
    const subnets = { default: { subnet: '10.0.1.0/24', vlan: 8, gateway: '10.0.1.7', isolated: true } };
    const live = applied(wanted, { spec: { subnets, mode: 'l3vni' } });

    expect(impactOf([], [wanted], [live]).statements.map(({ text }) => text)).toEqual([
      'v/default changes its VLAN from 8 to 9; no server is attached',
    ]);
  });
});
