import { entriesAt, isList, isObject, textAt, valueAt } from '#server/domain/hedgehog/json.ts';
import type { JsonObject, JsonValue, ResourceIdentity } from '#server/domain/resource.ts';

/** Ports anywhere below a Connection's type. */
function ports(value: JsonValue): string[] {
  if (isList(value)) return value.flatMap((entry) => ports(entry));
  if (!isObject(value)) return [];
  const port = textAt(value, 'port');
  return [
    ...(port === undefined ? [] : [`port ${port}`]),
    ...Object.values(value).flatMap((child) => ports(child)),
  ];
}

function vpcClaims(spec: JsonObject): string[] {
  const addresses = textAt(spec, 'ipv4Namespace') ?? 'default';
  const vlans = textAt(spec, 'vlanNamespace') ?? 'default';
  const claims: string[] = [];
  for (const [, subnet] of entriesAt(spec, 'subnets')) {
    const cidr = textAt(subnet, 'subnet');
    const vlan = valueAt(subnet, ['vlan']);
    if (cidr !== undefined) claims.push(`subnet ${addresses} ${cidr}`);
    if (typeof vlan === 'number' && vlan !== 0) claims.push(`vlan ${vlans} ${vlan}`);
  }
  return claims;
}

/** The same subnet twice on one Connection is refused. */
function attachmentClaims(spec: JsonObject): string[] {
  const subnet = textAt(spec, 'subnet');
  const connection = textAt(spec, 'connection');
  if (subnet === undefined || connection === undefined) return [];
  return [`attachment ${connection} ${subnet.includes('/') ? subnet : `${subnet}/default`}`];
}

const CLAIMS: Readonly<Record<string, (spec: JsonObject) => string[]>> = {
  VPC: vpcClaims,
  Connection: ports,
  VPCAttachment: attachmentClaims,
};

/**
 * What only one object may hold at a time: the webhooks refuse a VPC whose subnet or VLAN another VPC has, and a Connection
 * on a port that is taken. An object that takes over such a thing (a VPC that was renamed) must wait until the old one is gone.
 */
export function claimsOf(
  resource: Pick<ResourceIdentity, 'kind' | 'namespace'> & { readonly spec: JsonObject },
): string[] {
  const find = Object.hasOwn(CLAIMS, resource.kind) ? CLAIMS[resource.kind] : undefined;
  return (find?.(resource.spec) ?? []).map((claim) => `${resource.namespace} ${claim}`);
}
