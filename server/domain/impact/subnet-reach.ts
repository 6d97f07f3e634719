import { isList, isObject, listAt, valueAt } from '#server/domain/hedgehog/json.ts';
import { subnetsOf } from './networks.ts';
import { byName, names } from './phrases.ts';
import type { Effect } from './statement.ts';
import type { Node } from './worlds.ts';

/** A subnet's own flag, or the VPC's default where it has none. */
function flag(vpc: Node, subnet: string, own: string, fallback: string): boolean {
  const value = valueAt(vpc.spec, ['subnets', subnet, own]);
  return typeof value === 'boolean' ? value : valueAt(vpc.spec, [fallback]) === true;
}

/** Pairs of subnets of one VPC that reach each other: neither is isolated, or a permit list holds both. */
function pairsOf(vpc: Node): Set<string> {
  const permits = listAt(vpc.spec, 'permit').map((entry) => new Set(isList(entry) ? entry : []));
  const subnets = [...subnetsOf(vpc).keys()].toSorted(byName);
  const open = new Set(subnets.filter((subnet) => !flag(vpc, subnet, 'isolated', 'defaultIsolated')));
  const pairs = new Set<string>();
  subnets.forEach((a, index) => {
    for (const b of subnets.slice(index + 1)) {
      const permitted = permits.some((permit) => permit.has(a) && permit.has(b));
      if (permitted || (open.has(a) && open.has(b))) pairs.add(`${a} and ${b}`);
    }
  });
  return pairs;
}

const MOST_PAIRS = 5;

/**
 * Which subnets of a VPC, and which hosts within one, reach each other no longer or newly; only of subnets that were
 * there and stay. Rules: isolated (between subnets, but for `permit`) and restricted (between the hosts of one).
 */
export function subnetReach(before: Node, after: Node): { readonly effect: Effect; readonly text: string }[] {
  const vpc = after.name;
  const said: { readonly effect: Effect; readonly text: string }[] = [];
  const [was, is] = [pairsOf(before), pairsOf(after)];
  const stays = new Set([...subnetsOf(before).keys()].filter((subnet) => subnetsOf(after).has(subnet)));
  const both = (pair: string): boolean => pair.split(' and ').every((subnet) => stays.has(subnet));
  const lost = [...was].filter((pair) => !is.has(pair) && both(pair));
  const gained = [...is].filter((pair) => !was.has(pair) && both(pair));
  const told = (pairs: readonly string[]): string =>
    pairs.length === 1
      ? (pairs[0] ?? '')
      : names(
          pairs.map((pair) => `[${pair}]`),
          MOST_PAIRS,
        );
  if (lost.length > 0)
    said.push({ effect: 'loses', text: `${vpc}: ${told(lost)} can no longer reach each other` });
  if (gained.length > 0) said.push({ effect: 'gains', text: `${vpc}: ${told(gained)} can reach each other` });
  for (const subnet of stays) {
    if (!isObject(valueAt(after.spec, ['subnets', subnet]))) continue;
    const [closed, closes] = [before, after].map((node) =>
      flag(node, subnet, 'restricted', 'defaultRestricted'),
    );
    if (closed === closes) continue;
    said.push(
      closes === true
        ? { effect: 'loses', text: `Hosts in ${vpc}/${subnet} can no longer reach each other` }
        : { effect: 'gains', text: `Hosts in ${vpc}/${subnet} can reach each other` },
    );
  }
  return said;
}
