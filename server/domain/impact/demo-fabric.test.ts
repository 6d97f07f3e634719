import { describe, expect, it } from 'vitest';
import { want } from '#server/domain/plan/sample-plans.ts';
import { DEMO, edit } from './sample-demo.ts';
import { attach, impactOf, said, without, type Fabric } from './sample-fabric.ts';

const AT_SERVER_03 = 'server-03--bundled--leaf-01--vpc-1--frontend';
const VPC_1 = 'VPC/default/vpc-1';

describe('the demo fabric', () => {
  it('is whole', () => {
    expect(DEMO.length).toBeGreaterThan(40);
    expect(said(DEMO, DEMO)).toEqual([]);
  });

  it.each<[string, Fabric, readonly string[]]>([
    [
      'an attachment goes',
      without(DEMO, AT_SERVER_03),
      ['loses: server-03 loses VLAN 1001 (vpc-1/frontend) on leaf-01'],
    ],
    [
      'an attachment over two switches goes',
      without(DEMO, 'server-01--eslag--leaf-01--leaf-02--vpc-1--frontend'),
      ['loses: server-01 loses VLAN 1001 (vpc-1/frontend) on leaf-01 and leaf-02'],
    ],
    [
      'a server is attached',
      [...DEMO, attach('server-04--unbundled--leaf-02', 'vpc-2/default')],
      ['gains: server-04 gains VLAN 1003 (vpc-2/default) on leaf-02'],
    ],
    [
      'a server is attached to a VPC that nobody knows',
      [...DEMO, attach('server-04--unbundled--leaf-02', 'vpc-9/default')],
      [
        'gains: server-04 gains the network vpc-9/default (VLAN not known: VPC vpc-9 was not found) on leaf-02',
      ],
    ],
    [
      'a server is attached to a subnet that is not there',
      [...DEMO, attach('server-04--unbundled--leaf-02', 'vpc-2/other')],
      [],
    ],
    [
      'an attachment becomes untagged',
      edit(`VPCAttachment/default/${AT_SERVER_03}`, 'nativeVLAN', true),
      ['changes: server-03 takes VLAN 1001 (vpc-1/frontend) untagged instead of tagged on leaf-01'],
    ],
    [
      'a server moves to another VPC',
      edit(`VPCAttachment/default/${AT_SERVER_03}`, 'subnet', 'vpc-2/default'),
      [
        'loses: server-03 loses VLAN 1001 (vpc-1/frontend) on leaf-01',
        'gains: server-03 gains VLAN 1003 (vpc-2/default) on leaf-01',
      ],
    ],
    [
      'an attachment gets another name',
      [
        ...without(DEMO, AT_SERVER_03),
        want('VPCAttachment', 'other', {
          connection: 'server-03--bundled--leaf-01',
          subnet: 'vpc-1/frontend',
        }),
      ],
      ['changes: server-03 is detached from VLAN 1001 (vpc-1/frontend) and attached again on leaf-01'],
    ],
    [
      'the VLAN of a subnet changes',
      edit(VPC_1, 'subnets.frontend.vlan', 1101),
      [
        'changes: server-01 changes from VLAN 1001 to VLAN 1101 (vpc-1/frontend) on leaf-01 and leaf-02',
        'changes: server-03 changes from VLAN 1001 to VLAN 1101 (vpc-1/frontend) on leaf-01',
      ],
    ],
    [
      'the CIDR of a subnet changes',
      edit(VPC_1, 'subnets.frontend.subnet', '10.0.9.0/24'),
      [
        'changes: vpc-1/frontend changes its CIDR from 10.0.1.0/24 to 10.0.9.0/24; concerns server-01 and server-03 on leaf-01 and leaf-02',
      ],
    ],
    [
      'the gateway of a subnet changes',
      edit(VPC_1, 'subnets.frontend.gateway', '10.0.1.254'),
      [
        'changes: vpc-1/frontend changes its gateway from 10.0.1.1 to 10.0.1.254; concerns server-01 and server-03 on leaf-01 and leaf-02',
      ],
    ],
    [
      'the DHCP range of a subnet changes',
      edit(VPC_1, 'subnets.frontend.dhcp.range.end', '10.0.1.199'),
      [
        'changes: vpc-1/frontend changes its DHCP range from 10.0.1.10–10.0.1.99 to 10.0.1.10–10.0.1.199; concerns server-01 and server-03 on leaf-01 and leaf-02',
      ],
    ],
    [
      'DHCP is switched off',
      edit(VPC_1, 'subnets.frontend.dhcp', undefined),
      [
        'changes: vpc-1/frontend changes DHCP from on to off; concerns server-01 and server-03 on leaf-01 and leaf-02',
      ],
    ],
    [
      'DHCP gets options and a lease',
      edit(VPC_1, 'subnets.frontend.dhcp', {
        enable: true,
        range: { start: '10.0.1.10', end: '10.0.1.99' },
        options: { dnsServers: ['1.1.1.1'] },
        static: { '0c:20:12:ff:00:0a': { ip: '10.0.1.5' } },
      }),
      [
        'changes: vpc-1/frontend changes its DHCP options and its static DHCP leases; concerns server-01 and server-03 on leaf-01 and leaf-02',
      ],
    ],
    [
      'a subnet is isolated',
      edit(VPC_1, 'subnets.frontend.isolated', true),
      ['loses: vpc-1: backend and frontend can no longer reach each other'],
    ],
    [
      'a subnet is restricted',
      edit(VPC_1, 'subnets.frontend.restricted', true),
      ['loses: Hosts in vpc-1/frontend can no longer reach each other'],
    ],
    [
      'a subnet goes',
      edit(VPC_1, 'subnets.frontend', undefined),
      [
        'loses: server-01 loses VLAN 1001 (vpc-1/frontend) on leaf-01 and leaf-02',
        'loses: server-03 loses VLAN 1001 (vpc-1/frontend) on leaf-01',
        'loses: vpc-1 loses the subnet frontend (10.0.1.0/24, VLAN 1001)',
      ],
    ],
    [
      'a subnet comes',
      edit(VPC_1, 'subnets.dmz', { subnet: '10.0.7.0/24', vlan: 1007 }),
      ['gains: vpc-1 gains the subnet dmz (10.0.7.0/24, VLAN 1007)'],
    ],
    [
      'a VPC gets a static route',
      edit(VPC_1, 'staticRoutes', [{ prefix: '10.99.0.0/16', nextHops: ['10.0.1.5'] }]),
      [
        'changes: VPC vpc-1 changes its routes, with 10.99.0.0/16 via 10.0.1.5; concerns server-01, server-02 and server-03 on leaf-01 and leaf-02',
      ],
    ],
    [
      'a VPC changes its mode',
      edit(VPC_1, 'mode', 'l3vni'),
      [
        'changes: VPC vpc-1 changes its mode from l2vni to l3vni; concerns server-01, server-02 and server-03 on leaf-01 and leaf-02',
      ],
    ],
    [
      'a VPC goes and its attachment stays',
      without(DEMO, 'vpc-3'),
      [
        'loses: server-07 loses VLAN 1004 (vpc-3/default) on leaf-03',
        'loses: VPC vpc-3 goes: default (10.0.4.0/24, VLAN 1004)',
      ],
    ],
    [
      'a VPC goes that is peered',
      without(DEMO, 'vpc-2'),
      [
        'loses: server-05 loses VLAN 1003 (vpc-2/default) on leaf-03 and leaf-04',
        'loses: server-06 loses VLAN 1003 (vpc-2/default) on leaf-03 and leaf-04',
        'loses: vpc-1 (backend) and vpc-2 (default) can no longer reach each other',
        'loses: VPC vpc-2 goes: default (10.0.3.0/24, VLAN 1003)',
      ],
    ],
    [
      'a VPC comes',
      [...DEMO, want('VPC', 'vpc-4', { subnets: { default: { subnet: '10.0.8.0/24', vlan: 1008 } } })],
      ['gains: VPC vpc-4 is new: default (10.0.8.0/24, VLAN 1008)'],
    ],
  ])('%s', (_, to, sentences) => {
    expect(said(DEMO, to)).toEqual(sentences);
  });

  it.each<[string, Fabric, readonly string[]]>([
    [
      'an attachment comes',
      without(DEMO, AT_SERVER_03),
      ['gains: server-03 gains VLAN 1001 (vpc-1/frontend) on leaf-01'],
    ],
    [
      'a connection comes',
      without(DEMO, 'server-04--unbundled--leaf-02'),
      ['gains: server-04 gains 1 link to leaf-02 (E1/7)'],
    ],
    [
      'a VPC comes with its attachment',
      without(DEMO, 'vpc-3', 'server-07--bundled--leaf-03--vpc-3--default'),
      [
        'gains: server-07 gains VLAN 1004 (vpc-3/default) on leaf-03',
        'gains: VPC vpc-3 is new: default (10.0.4.0/24, VLAN 1004)',
      ],
    ],
    [
      'a peering comes',
      without(DEMO, 'vpc-1--vpc-2'),
      ['gains: vpc-1 (backend) and vpc-2 (default) can reach each other'],
    ],
    [
      'a peering with the outside comes',
      without(DEMO, 'vpc-1--internet'),
      ['gains: vpc-1 (frontend) can reach external internet (0.0.0.0/0)'],
    ],
    [
      'the attachment of an external comes',
      without(DEMO, 'leaf-04--internet'),
      ['gains: External internet is attached on leaf-04 (VLAN 10, neighbour 100.1.10.6 in AS 64102)'],
    ],
    ['a switch comes', without(DEMO, 'leaf-04'), ['gains: leaf-04 (border-leaf) joins the fabric']],
    [
      'a subnet is no longer isolated',
      edit(VPC_1, 'subnets.frontend.isolated', true),
      ['gains: vpc-1: backend and frontend can reach each other'],
    ],
    [
      'hosts are no longer kept apart',
      edit(VPC_1, 'subnets.frontend.restricted', true),
      ['gains: Hosts in vpc-1/frontend can reach each other'],
    ],
  ])('%s', (_, from, sentences) => {
    expect(said(from, DEMO)).toEqual(sentences);
  });

  it('names the items that cause it', () => {
    const { statements, items } = impactOf(
      DEMO,
      without(DEMO, 'vpc-3', 'server-07--bundled--leaf-03--vpc-3--default'),
    );

    expect(
      statements.map(({ subject_kind, subject_name, causes }) => [subject_kind, subject_name, causes]),
    ).toEqual([
      [
        'Server',
        'server-07',
        ['VPC/default/vpc-3', 'VPCAttachment/default/server-07--bundled--leaf-03--vpc-3--default'],
      ],
      ['VPC', 'vpc-3', ['VPC/default/vpc-3']],
    ]);
    expect(items).toHaveLength(2);
  });
});
