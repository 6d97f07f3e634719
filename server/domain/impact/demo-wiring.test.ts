import { describe, expect, it } from 'vitest';
import { want } from '#server/domain/plan/sample-plans.ts';
import { DEMO, edit } from './sample-demo.ts';
import { link, said, without, type Fabric } from './sample-fabric.ts';

describe('peerings, externals and wiring of the demo fabric', () => {
  it.each<[string, Fabric, readonly string[]]>([
    [
      'a peering goes',
      without(DEMO, 'vpc-1--vpc-2'),
      ['loses: vpc-1 (backend) and vpc-2 (default) can no longer reach each other'],
    ],
    [
      'a peering is widened',
      edit('VPCPeering/default/vpc-1--vpc-2', 'permit', [{ 'vpc-1': {}, 'vpc-2': {} }]),
      ['gains: vpc-1 (frontend) and vpc-2 (default) can reach each other'],
    ],
    [
      'a peering is of other subnets',
      edit('VPCPeering/default/vpc-1--vpc-2', 'permit', [
        { 'vpc-1': { subnets: ['frontend'] }, 'vpc-2': {} },
      ]),
      [
        'loses: vpc-1 (backend) and vpc-2 (default) can no longer reach each other',
        'gains: vpc-1 (frontend) and vpc-2 (default) can reach each other',
      ],
    ],
    [
      'a second peering of the same two says nothing new',
      [
        ...DEMO,
        want('VPCPeering', 'twice', {
          permit: [{ 'vpc-2': { subnets: ['default'] }, 'vpc-1': { subnets: ['backend'] } }],
        }),
      ],
      [],
    ],
    [
      'a peering with the outside goes',
      without(DEMO, 'vpc-1--internet'),
      ['loses: vpc-1 (frontend) can no longer reach external internet (0.0.0.0/0)'],
    ],
    [
      'a peering with the outside gets other prefixes',
      edit('ExternalPeering/default/vpc-1--internet', 'permit.external.prefixes', [{ prefix: '8.8.8.0/24' }]),
      ['changes: vpc-1 (frontend) reaches external internet (8.8.8.0/24), no longer (0.0.0.0/0)'],
    ],
    [
      'the attachment of an external goes',
      without(DEMO, 'leaf-04--internet'),
      [
        'loses: External internet loses its attachment on leaf-04 (VLAN 10, neighbour 100.1.10.6 in AS 64102), the last one; VPC vpc-1 can no longer reach it',
      ],
    ],
    [
      'the attachment of an external changes',
      edit('ExternalAttachment/default/leaf-04--internet', 'switch.vlan', 20),
      [
        'changes: External internet: its attachment changes from leaf-04 (VLAN 10, neighbour 100.1.10.6 in AS 64102) to leaf-04 (VLAN 20, neighbour 100.1.10.6 in AS 64102)',
      ],
    ],
    [
      'the attachment of an external gets an access list',
      edit('ExternalAttachment/default/leaf-04--internet', 'inboundACL', {
        statements: [{ seq: 10, action: 'deny' }],
      }),
      [
        'changes: External internet: the inbound access list on leaf-04 (VLAN 10, neighbour 100.1.10.6 in AS 64102) changes',
      ],
    ],
    [
      "the address of an external's attachment changes",
      edit('ExternalAttachment/default/leaf-04--internet', 'switch.ip', '100.1.10.2/24'),
      [
        'changes: External internet: the addresses of its attachment on leaf-04 (VLAN 10, neighbour 100.1.10.6 in AS 64102) change',
      ],
    ],
    [
      'an external goes',
      without(DEMO, 'internet'),
      [
        'loses: vpc-1 (frontend) can no longer reach external internet (0.0.0.0/0)',
        'loses: External internet goes; it is peered with VPC vpc-1',
      ],
    ],
    [
      'an external changes',
      edit('External/default/internet', 'inboundCommunity', '1:2'),
      [
        'changes: External internet changes its inbound community from 65102:5000 to 1:2; it is peered with VPC vpc-1',
      ],
    ],
    [
      'a connection goes',
      without(DEMO, 'server-03--bundled--leaf-01'),
      [
        'loses: server-03 loses its links to leaf-01 (E1/7, E1/8)',
        'loses: server-03 loses VLAN 1001 (vpc-1/frontend) on leaf-01',
      ],
    ],
    [
      'a connection loses a link',
      edit('Connection/default/server-01--eslag--leaf-01--leaf-02', 'eslag.links', [
        link('server-01/enp2s1', 'leaf-01/E1/5'),
      ]),
      [
        'loses: server-01 loses its link to leaf-02 (E1/5)',
        'loses: server-01 loses VLAN 1001 (vpc-1/frontend) on leaf-02 (and keeps it on leaf-01)',
      ],
    ],
    [
      'a connection gets another MTU',
      edit('Connection/default/server-03--bundled--leaf-01', 'bundled.mtu', 1500),
      ['changes: The links of leaf-01 and server-03 change their MTU to 1500 (was not set)'],
    ],
    [
      'a connection of spine and leaf goes',
      without(DEMO, 'spine-01--fabric--leaf-01'),
      ['loses: leaf-01 (E1/1, E1/2) and spine-01 (E1/1, E1/2) lose 2 links'],
    ],
    [
      'the addresses of fabric links change',
      edit('Connection/default/spine-01--fabric--leaf-01', 'fabric.links.0.spine.ip', '172.30.129.0/31'),
      ['changes: The links of leaf-01 and spine-01 change the addresses of 1 link'],
    ],
    [
      'the cable to the outside goes',
      without(DEMO, 'leaf-04--external'),
      ['loses: leaf-04 (E1/9) loses the link to the outside'],
    ],
    [
      'a leaf gets another ASN',
      edit('Switch/default/leaf-01', 'asn', 65111),
      [
        'changes: leaf-01 changes its ASN from 65101 to 65111; servers server-01, server-02 and server-03 and VPC vpc-1 hang on it',
      ],
    ],
    [
      'a spine gets another ASN',
      edit('Switch/default/spine-01', 'asn', 65111),
      [
        'changes: spine-01 changes its ASN from 65100 to 65111; switches leaf-01, leaf-02, leaf-03 and leaf-04 hang on it',
      ],
    ],
    [
      'a leaf gets another VTEP and role',
      edit('Switch/default/leaf-04', 'vtepIP', '172.30.12.9/32'),
      [
        'changes: leaf-04 changes its VTEP IP from 172.30.12.4/32 to 172.30.12.9/32; servers server-05, server-06 and server-08, VPC vpc-2 and external internet hang on it',
      ],
    ],
    ['a description means nothing', edit('Switch/default/leaf-01', 'description', 'x'), []],
    [
      'a breakout',
      edit('Switch/default/leaf-01', 'portBreakouts', { 'E1/5': '4x25G' }),
      [
        'changes: leaf-01 changes the breakout of E1/5 to 4x25G (was not set); servers server-01, server-02 and server-03 and VPC vpc-1 hang on it',
      ],
    ],
    [
      'a switch goes',
      without(DEMO, 'leaf-04'),
      [
        'loses: leaf-04 (border-leaf) leaves the fabric; servers server-05, server-06 and server-08, VPC vpc-2 and external internet hang on it',
      ],
    ],
    ["a server's description means nothing", edit('Server/default/server-01', 'description', 'x'), []],
    [
      'an address pool shrinks',
      edit('IPv4Namespace/default/default', 'subnets', ['10.0.0.0/17']),
      [
        'changes: IPv4Namespace default has 10.0.0.0/17 instead of 10.0.0.0/16; used by VPCs vpc-1, vpc-2 and vpc-3 and external internet',
      ],
    ],
    [
      'a pool of VLANs grows',
      edit('VLANNamespace/default/default', 'ranges', [
        { from: 1000, to: 2999 },
        { from: 100, to: 199 },
      ]),
      [
        'gains: VLANNamespace default gains 100-199; used by VPCs vpc-1, vpc-2 and vpc-3 and switches leaf-01, leaf-02, leaf-03, leaf-04, spine-01 and spine-02',
      ],
    ],
    [
      'a switch group goes',
      without(DEMO, 'eslag-1'),
      ['loses: SwitchGroup eslag-1 goes; used by switches leaf-01 and leaf-02'],
    ],
  ])('%s', (_, to, sentences) => {
    expect(said(DEMO, to)).toEqual(sentences);
  });
});
