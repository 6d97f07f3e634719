import { items, keys, text } from './column-values.ts';
import { column, type KindEntry } from './kind.ts';

const WIRING_API = { group: 'wiring.githedgehog.com', version: 'v1beta1' } as const;
const GATEWAY_API = { group: 'gateway.githedgehog.com', version: 'v1alpha1' } as const;
const controller = { tenant: false, controllerOwned: true, specIsSecret: false } as const;

/** Kinds that Hedgehog's controllers make and keep: read for status, never written, never pruned. */
export const controllerKinds = {
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
} as const satisfies Record<string, KindEntry>;
