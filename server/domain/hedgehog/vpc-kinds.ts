import { bool, items, keys, peeringVpcs, text } from './column-values.ts';
import { column, wide, type KindEntry } from './kind.ts';

const VPC_API = { group: 'vpc.githedgehog.com', version: 'v1beta1' } as const;
const tenant = { tenant: true, controllerOwned: false, specIsSecret: false } as const;
const operator = { tenant: false, controllerOwned: false, specIsSecret: false } as const;

/** Kinds of vpc.githedgehog.com: what tenants ask for, and the addresses it is taken from. */
export const vpcKinds = {
  VPC: {
    kind: 'VPC',
    ...VPC_API,
    plural: 'vpcs',
    shortNames: [],
    title: 'VPC',
    titlePlural: 'VPCs',
    ...tenant,
    order: 7,
    columns: [
      column('IPv4 Namespace', text('ipv4Namespace')),
      column('VLAN Namespace', text('vlanNamespace')),
      column('Subnets', keys('subnets')),
      wide('Mode', text('mode')),
    ],
  },
  VPCAttachment: {
    kind: 'VPCAttachment',
    ...VPC_API,
    plural: 'vpcattachments',
    shortNames: ['vpcattach'],
    title: 'VPC Attachment',
    titlePlural: 'VPC Attachments',
    ...tenant,
    order: 9,
    columns: [
      column('VPC Subnet', text('subnet')),
      column('Connection', text('connection')),
      column('Native VLAN', bool('nativeVLAN')),
    ],
  },
  VPCPeering: {
    kind: 'VPCPeering',
    ...VPC_API,
    plural: 'vpcpeerings',
    shortNames: ['vpcpeer'],
    title: 'VPC Peering',
    titlePlural: 'VPC Peerings',
    ...tenant,
    order: 10,
    columns: [column('VPCs', peeringVpcs), column('Remote', text('remote'))],
  },
  IPv4Namespace: {
    kind: 'IPv4Namespace',
    ...VPC_API,
    plural: 'ipv4namespaces',
    shortNames: ['ipns'],
    title: 'IPv4 Namespace',
    titlePlural: 'IPv4 Namespaces',
    ...operator,
    order: 2,
    columns: [column('Subnets', items('subnets'))],
  },
  External: {
    kind: 'External',
    ...VPC_API,
    plural: 'externals',
    shortNames: ['ext'],
    title: 'External',
    titlePlural: 'Externals',
    ...tenant,
    order: 6,
    columns: [
      column('IPv4 Namespace', text('ipv4Namespace')),
      column('Inbound Community', text('inboundCommunity')),
      column('Outbound Community', text('outboundCommunity')),
    ],
  },
  ExternalAttachment: {
    kind: 'ExternalAttachment',
    ...VPC_API,
    plural: 'externalattachments',
    shortNames: ['extattach'],
    title: 'External Attachment',
    titlePlural: 'External Attachments',
    ...tenant,
    order: 9,
    columns: [
      column('External', text('external')),
      column('Connection', text('connection')),
      wide('Switch VLAN', text('switch', 'vlan')),
      wide('Switch IP', text('switch', 'ip')),
      wide('Neighbor ASN', text('neighbor', 'asn')),
      wide('Neighbor IP', text('neighbor', 'ip')),
    ],
  },
  ExternalPeering: {
    kind: 'ExternalPeering',
    ...VPC_API,
    plural: 'externalpeerings',
    shortNames: ['extpeering', 'extpeer'],
    title: 'External Peering',
    titlePlural: 'External Peerings',
    ...tenant,
    order: 10,
    columns: [
      column('VPC', text('permit', 'vpc', 'name')),
      wide('VPC Subnets', items('permit', 'vpc', 'subnets')),
      column('External', text('permit', 'external', 'name')),
      wide('External Prefixes', items('permit', 'external', 'prefixes')),
    ],
  },
} as const satisfies Record<string, KindEntry>;
