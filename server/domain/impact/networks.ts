import { entriesAt, isObject, textAt, valueAt } from '#server/domain/hedgehog/json.ts';
import type { JsonObject } from '#server/domain/resource.ts';
import type { Node, World, Worlds } from './worlds.ts';

/** What an attachment puts a server into. */
export interface Network {
  readonly vpc: string;
  readonly subnet: string;
  /** null = the subnet says none; undefined = its VPC is not known here. */
  readonly vlan: number | null | undefined;
  readonly hostBgp: boolean;
}

/** "vpc-1/frontend" of a VPCAttachment; a VPC alone means its subnet `default`. */
export function subnetOf(attachment: Node): { readonly vpc: string; readonly subnet: string } | null {
  const [vpc = '', subnet = ''] = (textAt(attachment.spec, 'subnet') ?? '').split('/', 2);
  return vpc === '' ? null : { vpc, subnet: subnet === '' ? 'default' : subnet };
}

export function subnetsOf(vpc: Node): Map<string, JsonObject> {
  return new Map(entriesAt(vpc.spec, 'subnets').map(([name, value]) => [name, isObject(value) ? value : {}]));
}

export function vlanOf(subnet: JsonObject): number | null {
  const vlan = valueAt(subnet, ['vlan']);
  return typeof vlan === 'number' && vlan > 0 ? vlan : null;
}

/** The network of an attachment in one of the worlds; null where it is not there. */
export function networkOf(attachment: Node, world: World, worlds: Worlds): Network | null {
  const named = subnetOf(attachment);
  if (named === null) return null;
  const vpc = world.get('VPC', named.vpc, attachment.namespace);
  if (vpc === undefined) {
    const comesOrGoes = worlds.changeOf('VPC', named.vpc, attachment.namespace) !== undefined;
    return comesOrGoes ? null : { ...named, vlan: undefined, hostBgp: false };
  }
  const subnet = valueAt(vpc.spec, ['subnets', named.subnet]);
  if (!isObject(subnet)) return null;
  return { ...named, vlan: vlanOf(subnet), hostBgp: valueAt(subnet, ['hostBGP']) === true };
}

/** "VLAN 1001 (vpc-1/frontend)"; a VLAN that is not known is not made up. */
export function networkWords({ vpc, subnet, vlan, hostBgp }: Network): string {
  const place = `${vpc}/${subnet}`;
  if (vlan === undefined) return `the network ${place} (VLAN not known: VPC ${vpc} was not found)`;
  if (vlan !== null) return `VLAN ${vlan} (${place})`;
  return hostBgp ? `the network ${place} (host BGP, no VLAN)` : `the network ${place} (its VLAN is not set)`;
}
