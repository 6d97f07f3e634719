import { entriesAt, listAt, textAt } from '#server/domain/hedgehog/json.ts';
import { subnetsOf } from './networks.ts';
import { byName, names } from './phrases.ts';
import type { Node, World } from './worlds.ts';

const OUTSIDE = 'ext.';

/** The two sides of a peering through the gateway: VPCs, or externals as "ext.internet". */
export const gatewaySides = (peering: Node): string[] =>
  entriesAt(peering.spec, 'peering')
    .map(([side]) => side)
    .toSorted(byName);
/** "vpc-1", "external internet" */
export const sideWords = (side: string): string =>
  side.startsWith(OUTSIDE) ? `external ${side.slice(OUTSIDE.length)}` : side;

/** The two VPCs of a VPCPeering in natural order; null where there are not two. */
export function peeredVpcs(peering: Node): readonly [string, string] | null {
  const vpcs = new Set(
    listAt(peering.spec, 'permit').flatMap((entry) => entriesAt(entry).map(([vpc]) => vpc)),
  );
  const [a, b] = [...vpcs].toSorted(byName);
  return vpcs.size === 2 && a !== undefined && b !== undefined ? [a, b] : null;
}

/** Whether a VPC or an external that a peering names is there, or was not read, which is not the same as gone. */
export function stands(world: World, other: World, side: string, namespace: string): boolean {
  const [kind, name] = side.startsWith(OUTSIDE)
    ? (['External', side.slice(OUTSIDE.length)] as const)
    : (['VPC', side] as const);
  return world.get(kind, name, namespace) !== undefined || other.get(kind, name, namespace) === undefined;
}

/** Where a peering names no subnets or prefixes and they are not known. */
export const ALL = '*';

/** Subnets of a VPC that a peering names; without a list all of them, by name where the VPC is known. */
function permittedSubnets(world: World, vpc: string, namespace: string, list: readonly unknown[]): string[] {
  const named = list.filter((name) => typeof name === 'string');
  if (named.length > 0) return named;
  const node = world.get('VPC', vpc, namespace);
  return node === undefined ? [ALL] : [...subnetsOf(node).keys()];
}

/** Pairs "a-subnet\nb-subnet" which VPCPeerings let reach each other. */
export function subnetPairs(
  world: World,
  peerings: readonly Node[],
  vpcs: readonly [string, string],
): Set<string> {
  const pairs = new Set<string>();
  for (const peering of peerings) {
    for (const entry of listAt(peering.spec, 'permit')) {
      const [left, right] = vpcs.map((vpc) =>
        permittedSubnets(world, vpc, peering.namespace, listAt(entry, vpc, 'subnets')),
      );
      for (const a of left ?? []) for (const b of right ?? []) pairs.add(`${a}\n${b}`);
    }
  }
  return pairs;
}

/** "vpc-1 (backend) and vpc-2 (default)"; without brackets where a whole VPC is meant. */
export function pairWords(pairs: Iterable<string>, vpcs: readonly [string, string]): string {
  const split = [...pairs].map((pair) => pair.split('\n'));
  return vpcs
    .map((vpc, index) => {
      const subnets = new Set(split.map((pair) => pair[index] ?? ALL));
      return subnets.has(ALL) || subnets.size === 0 ? vpc : `${vpc} (${names(subnets)})`;
    })
    .join(' and ');
}

/** What an ExternalPeering opens: "frontend\n0.0.0.0/0" for each subnet and prefix. */
export function externalPairs(world: World, peerings: readonly Node[]): Set<string> {
  const pairs = new Set<string>();
  for (const { spec, namespace } of peerings) {
    const vpc = textAt(spec, 'permit', 'vpc', 'name') ?? '';
    const prefixes = listAt(spec, 'permit', 'external', 'prefixes').map(
      (entry) => textAt(entry, 'prefix') ?? ALL,
    );
    for (const subnet of permittedSubnets(world, vpc, namespace, listAt(spec, 'permit', 'vpc', 'subnets')))
      for (const prefix of prefixes.length === 0 ? [ALL] : prefixes) pairs.add(`${subnet}\n${prefix}`);
  }
  return pairs;
}

/** The VPC and the external of an ExternalPeering. */
export function externalSides(peering: Node): { readonly vpc: string; readonly external: string } | null {
  const vpc = textAt(peering.spec, 'permit', 'vpc', 'name');
  const external = textAt(peering.spec, 'permit', 'external', 'name');
  return vpc === undefined || external === undefined ? null : { vpc, external };
}
