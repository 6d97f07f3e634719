import { controllerKinds } from './controller-kinds.ts';
import { gatewayKinds } from './gateway-kinds.ts';
import type { KindEntry } from './kind.ts';
import { vpcKinds } from './vpc-kinds.ts';
import { wiringKinds } from './wiring-kinds.ts';

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

export interface HedgehogKind extends KindEntry {
  readonly kind: KindName;
}

export const KINDS: Readonly<Record<KindName, HedgehogKind>> = {
  ...vpcKinds,
  ...wiringKinds,
  ...gatewayKinds,
  ...controllerKinds,
};

/** Kinds that a desired state may hold, in order of creation. */
export const SYNCED_KINDS: readonly HedgehogKind[] = KIND_NAMES.map((name) => KINDS[name])
  .filter((kind) => !kind.controllerOwned)
  .toSorted((a, b) => a.order - b.order || a.kind.localeCompare(b.kind));
