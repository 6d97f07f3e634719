import { items, keys, text } from './column-values.ts';
import { column, wide, type KindEntry } from './kind.ts';

const GATEWAY_API = { group: 'gateway.githedgehog.com', version: 'v1alpha1' } as const;
const tenant = { tenant: true, controllerOwned: false, specIsSecret: false } as const;
const operator = { tenant: false, controllerOwned: false, specIsSecret: false } as const;

/** Kinds of gateway.githedgehog.com that people write. */
export const gatewayKinds = {
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
} as const satisfies Record<string, KindEntry>;
