import { connectionType } from './connection-type.ts';
import { bool, items, keys, peeringVpcs, text, type ColumnValue } from './column-values.ts';

/**
 * Every Hedgehog kind as data, from the vendor's CRDs (githedgehog/fabric 78827deb) and its webhooks' habits.
 * All kinds are namespaced and serve exactly one version.
 */

export const KIND_NAMES = [
  'VPC',
  'VPCAttachment',
  'VPCPeering',
  'IPv4Namespace',
  'External',
  'ExternalAttachment',
  'ExternalPeering',
  'Switch',
  'SwitchGroup',
  'Server',
  'ServerProfile',
  'Connection',
  'VLANNamespace',
  'Gateway',
  'GatewayGroup',
  'GatewayPeering',
  'SwitchProfile',
  'VPCInfo',
  'Agent',
  'Catalog',
  'DHCPSubnet',
  'GatewayAgent',
] as const;
export type KindName = (typeof KIND_NAMES)[number];

export interface KindColumn {
  readonly title: string;
  readonly value: ColumnValue;
  /** Only in wide tables, as `kubectl get -o wide` has it. */
  readonly wide?: true;
}

export interface HedgehogKind {
  readonly kind: KindName;
  readonly group: string;
  readonly version: string;
  /** In URLs of the API server. */
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly title: string;
  readonly titlePlural: string;
  /** Written under write scope `tenant`; the others only under `all`. */
  readonly tenant: boolean;
  /** Made and kept by Hedgehog's own controllers: read for status, never written, never pruned. */
  readonly controllerOwned: boolean;
  /** The spec holds password hashes or registry credentials: never stored, logged or shown. */
  readonly specIsSecret: boolean;
  /** Rank of creation; real order goes by object (references.ts), this breaks ties and sorts lists. */
  readonly order: number;
  readonly columns: readonly KindColumn[];
}

const VPC_API = { group: 'vpc.githedgehog.com', version: 'v1beta1' } as const;
const WIRING_API = { group: 'wiring.githedgehog.com', version: 'v1beta1' } as const;
const GATEWAY_API = { group: 'gateway.githedgehog.com', version: 'v1alpha1' } as const;

const tenant = { tenant: true, controllerOwned: false, specIsSecret: false } as const;
const operator = { tenant: false, controllerOwned: false, specIsSecret: false } as const;
const controller = { tenant: false, controllerOwned: true, specIsSecret: false } as const;

const column = (title: string, value: ColumnValue): KindColumn => ({ title, value });
const wide = (title: string, value: ColumnValue): KindColumn => ({ title, value, wide: true });

export const KINDS: Readonly<Record<KindName, HedgehogKind>> = {
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
  Switch: {
    kind: 'Switch',
    ...WIRING_API,
    plural: 'switches',
    shortNames: ['sw'],
    title: 'Switch',
    titlePlural: 'Switches',
    ...operator,
    order: 3,
    columns: [
      column('Profile', text('profile')),
      column('Role', text('role')),
      column('Description', text('description')),
      column('Groups', items('groups')),
      wide('Redundancy', text('redundancy', 'type')),
      wide('Boot', text('boot', 'mac')),
    ],
  },
  SwitchGroup: {
    kind: 'SwitchGroup',
    ...WIRING_API,
    plural: 'switchgroups',
    shortNames: ['sg'],
    title: 'Switch Group',
    titlePlural: 'Switch Groups',
    ...operator,
    order: 2,
    columns: [],
  },
  Server: {
    kind: 'Server',
    ...WIRING_API,
    plural: 'servers',
    shortNames: ['srv'],
    title: 'Server',
    titlePlural: 'Servers',
    ...operator,
    order: 3,
    columns: [column('Description', text('description'))],
  },
  ServerProfile: {
    kind: 'ServerProfile',
    ...WIRING_API,
    plural: 'serverprofiles',
    shortNames: [],
    title: 'Server Profile',
    titlePlural: 'Server Profiles',
    ...operator,
    order: 2,
    columns: [],
  },
  Connection: {
    kind: 'Connection',
    ...WIRING_API,
    plural: 'connections',
    shortNames: ['conn'],
    title: 'Connection',
    titlePlural: 'Connections',
    ...operator,
    order: 4,
    columns: [column('Type', (spec) => connectionType(spec) ?? '')],
  },
  VLANNamespace: {
    kind: 'VLANNamespace',
    ...WIRING_API,
    plural: 'vlannamespaces',
    shortNames: ['vlanns'],
    title: 'VLAN Namespace',
    titlePlural: 'VLAN Namespaces',
    ...operator,
    order: 2,
    columns: [column('Ranges', items('ranges'))],
  },
  Gateway: {
    kind: 'Gateway',
    ...GATEWAY_API,
    plural: 'gateways',
    shortNames: ['gw'],
    title: 'Gateway',
    titlePlural: 'Gateways',
    ...operator,
    order: 5,
    columns: [
      column('Protocol IP', text('protocolIP')),
      column('VTEP IP', text('vtepIP')),
      wide('Groups', items('groups')),
    ],
  },
  GatewayGroup: {
    kind: 'GatewayGroup',
    ...GATEWAY_API,
    plural: 'gatewaygroups',
    shortNames: ['gwgr'],
    title: 'Gateway Group',
    titlePlural: 'Gateway Groups',
    ...operator,
    order: 2,
    columns: [],
  },
  GatewayPeering: {
    kind: 'GatewayPeering',
    ...GATEWAY_API,
    plural: 'gatewaypeerings',
    shortNames: ['gwpeer'],
    title: 'Gateway Peering',
    titlePlural: 'Gateway Peerings',
    ...tenant,
    order: 10,
    columns: [column('Gateway Group', text('gatewayGroup')), column('Sides', keys('peering'))],
  },
  SwitchProfile: {
    kind: 'SwitchProfile',
    ...WIRING_API,
    plural: 'switchprofiles',
    shortNames: ['sp'],
    title: 'Switch Profile',
    titlePlural: 'Switch Profiles',
    ...controller,
    order: 1,
    columns: [column('Display Name', text('displayName')), column('Other Names', items('otherNames'))],
  },
  VPCInfo: {
    kind: 'VPCInfo',
    ...GATEWAY_API,
    plural: 'vpcinfos',
    shortNames: ['gwvpc'],
    title: 'VPC Info',
    titlePlural: 'VPC Infos',
    ...controller,
    order: 11,
    columns: [column('VNI', text('vni')), column('Subnets', keys('subnets'))],
  },
  Agent: {
    kind: 'Agent',
    group: 'agent.githedgehog.com',
    version: 'v1beta1',
    plural: 'agents',
    shortNames: ['ag'],
    title: 'Agent',
    titlePlural: 'Agents',
    ...controller,
    specIsSecret: true,
    order: 11,
    columns: [],
  },
  Catalog: {
    kind: 'Catalog',
    group: 'agent.githedgehog.com',
    version: 'v1beta1',
    plural: 'catalogs',
    shortNames: [],
    title: 'Catalog',
    titlePlural: 'Catalogs',
    ...controller,
    order: 11,
    columns: [],
  },
  DHCPSubnet: {
    kind: 'DHCPSubnet',
    group: 'dhcp.githedgehog.com',
    version: 'v1beta1',
    plural: 'dhcpsubnets',
    shortNames: ['dhcp'],
    title: 'DHCP Subnet',
    titlePlural: 'DHCP Subnets',
    ...controller,
    order: 11,
    columns: [column('Subnet', text('subnet')), column('CIDR', text('cidrBlock'))],
  },
  GatewayAgent: {
    kind: 'GatewayAgent',
    group: 'gwint.githedgehog.com',
    version: 'v1alpha1',
    plural: 'gatewayagents',
    shortNames: [],
    title: 'Gateway Agent',
    titlePlural: 'Gateway Agents',
    ...controller,
    specIsSecret: true,
    order: 11,
    columns: [],
  },
};

/** Kinds that a desired state may hold, in order of creation. */
export const SYNCED_KINDS: readonly HedgehogKind[] = KIND_NAMES.map((name) => KINDS[name])
  .filter((kind) => !kind.controllerOwned)
  .toSorted((a, b) => a.order - b.order || a.kind.localeCompare(b.kind));
