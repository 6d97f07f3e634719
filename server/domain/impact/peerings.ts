import { isEqual } from '#server/domain/plan/is-equal.ts';
import { entriesAt } from '#server/domain/hedgehog/json.ts';
import { names } from './phrases.ts';
import {
  ALL,
  externalPairs,
  externalSides,
  gatewaySides,
  pairWords,
  peeredVpcs,
  sideWords,
  stands,
  subnetPairs,
} from './reach.ts';
import type { Effect, Statement } from './statement.ts';
import type { Node, World, Worlds } from './worlds.ts';

const PEERINGS = ['VPCPeering', 'ExternalPeering', 'GatewayPeering'] as const;
type Peering = (typeof PEERINGS)[number];

const isPeering = (kind: string): kind is Peering => PEERINGS.some((peering) => peering === kind);

/** Peerings whose meaning may change: their own items, and those of a VPC or external that changes. */
function affected(worlds: Worlds): Map<string, { readonly kind: Peering; readonly node: Node }> {
  const found = new Map<string, { readonly kind: Peering; readonly node: Node }>();
  for (const change of worlds.changes) {
    if (isPeering(change.kind)) {
      for (const node of [change.before, change.after])
        if (node !== undefined)
          found.set(`${node.key} ${sidesOf(change.kind, node).join(' ')}`, { kind: change.kind, node });
    }
    const comesOrGoes = change.before === undefined || change.after === undefined;
    if (!(change.kind === 'VPC' || (change.kind === 'External' && comesOrGoes))) continue;
    for (const kind of PEERINGS)
      for (const world of [worlds.before, worlds.after])
        for (const node of world.referrers(change, kind))
          found.set(`${node.key} ${sidesOf(kind, node).join(' ')}`, { kind, node });
  }
  return found;
}

/** VPCs, or "ext.<external>", in a fixed order. */
function sidesOf(kind: Peering, node: Node): readonly string[] {
  if (kind === 'VPCPeering') return peeredVpcs(node) ?? [];
  if (kind === 'GatewayPeering') return gatewaySides(node);
  const sides = externalSides(node);
  return sides === null ? [] : [sides.vpc, `ext.${sides.external}`];
}

/** Peerings of one kind between the same two in a world; none once one of the two is gone. */
function between(
  worlds: Worlds,
  world: World,
  kind: Peering,
  sides: readonly string[],
  namespace: string,
): Node[] {
  const [left = '', right = ''] = sides;
  const other = world === worlds.before ? worlds.after : worlds.before;
  if (!sides.every((side) => stands(world, other, side, namespace))) return [];
  // A gateway joins externals as well; every peering of two VPCs or of a VPC and an external names its first side's VPC.
  const target = left.startsWith('ext.')
    ? { kind: 'External', name: left.slice('ext.'.length), namespace }
    : { kind: 'VPC', name: left, namespace };
  return world.referrers(target, kind).filter((node) => sidesOf(kind, node).join(' ') === `${left} ${right}`);
}

/** Who reaches whom, and which external, no longer or newly. */
export function peeringStatements(worlds: Worlds): Statement[] {
  const statements: Statement[] = [];
  const done = new Set<string>();
  for (const { kind, node } of affected(worlds).values()) {
    const sides = sidesOf(kind, node);
    const id = `${kind} ${node.namespace} ${sides.join(' ')}`;
    if (sides.length !== 2 || done.has(id)) continue;
    done.add(id);
    const before = between(worlds, worlds.before, kind, sides, node.namespace);
    const after = between(worlds, worlds.after, kind, sides, node.namespace);
    const causes = causesOf(worlds, [...before, ...after], sides, node.namespace);
    const say = (effect: Effect, text: string): void => {
      const [first = ''] = sides;
      const isExternal = first.startsWith('ext.');
      const name = isExternal ? first.slice('ext.'.length) : first;
      statements.push({ kind: isExternal ? 'External' : 'VPC', name, effect, text, causes });
    };
    const pair = [sides[0] ?? '', sides[1] ?? ''] as const;
    if (kind === 'VPCPeering') vpcs(worlds, pair, before, after, say);
    else if (kind === 'ExternalPeering') external(worlds, pair, before, after, say);
    else gateway(pair, before, after, say);
  }
  return statements;
}

/** The items of the peerings themselves, else of what they join. */
function causesOf(
  worlds: Worlds,
  peerings: readonly Node[],
  sides: readonly string[],
  namespace: string,
): string[] {
  const own = peerings.flatMap(({ kind, name }) =>
    isPeering(kind) ? (worlds.changeOf(kind, name, namespace)?.key ?? []) : [],
  );
  const joined = sides.flatMap((side) => {
    const change = side.startsWith('ext.')
      ? worlds.changeOf('External', side.slice('ext.'.length), namespace)
      : worlds.changeOf('VPC', side, namespace);
    if (change === undefined) return [];
    const comesOrGoes = change.before === undefined || change.after === undefined;
    return own.length === 0 || comesOrGoes ? [change.key] : [];
  });
  return [...own, ...joined];
}

type Say = (effect: Effect, text: string) => void;
type Pair = readonly [string, string];

function vpcs(worlds: Worlds, pair: Pair, before: readonly Node[], after: readonly Node[], say: Say): void {
  const was = subnetPairs(worlds.before, before, pair);
  const is = subnetPairs(worlds.after, after, pair);
  const lost = [...was].filter((each) => !is.has(each));
  const gained = [...is].filter((each) => !was.has(each));
  const namespace = (before[0] ?? after[0])?.namespace ?? '';
  const still = between(worlds, worlds.after, 'GatewayPeering', pair, namespace);
  const but =
    still.length === 0 ? '' : `; GatewayPeering ${names(still.map(({ name }) => name))} still joins them`;
  if (lost.length > 0) say('loses', `${pairWords(lost, pair)} can no longer reach each other${but}`);
  if (gained.length > 0) say('gains', `${pairWords(gained, pair)} can reach each other`);
}

function external(
  worlds: Worlds,
  [vpc, side]: Pair,
  before: readonly Node[],
  after: readonly Node[],
  say: Say,
): void {
  const was = externalPairs(worlds.before, before);
  const is = externalPairs(worlds.after, after);
  const lost = [...was].filter((each) => !is.has(each));
  const gained = [...is].filter((each) => !was.has(each));
  const part = (pairs: readonly string[], at: 0 | 1): string => {
    const named = pairs.map((each) => each.split('\n')[at] ?? '').filter((each) => each !== ALL);
    return named.length === 0 ? '' : ` (${names(named)})`;
  };
  const [gone, come] = [part(lost, 1), part(gained, 1)];
  const to = sideWords(side);
  // Prefixes may lie within each other: what is lost here may stay by a wider one, so both sides are told together.
  if (lost.length > 0 && gained.length > 0) {
    const who = vpc + part([...lost, ...gained], 0);
    say('changes', `${who} reaches ${to}${come}${come === gone ? '' : `, no longer${gone}`}`);
  } else if (lost.length > 0) say('loses', `${vpc}${part(lost, 0)} can no longer reach ${to}${gone}`);
  else if (gained.length > 0) say('gains', `${vpc}${part(gained, 0)} can reach ${to}${come}`);
}

function gateway(pair: Pair, before: readonly Node[], after: readonly Node[], say: Say): void {
  const both = pair.map((side) => sideWords(side)).join(' and ');
  if (after.length === 0) {
    if (before.length > 0) say('loses', `${both} can no longer reach each other through the gateway`);
    return;
  }
  if (before.length === 0) return say('gains', `${both} can reach each other through the gateway`);
  const what = (nodes: readonly Node[], side: string) =>
    nodes.flatMap(({ spec }) =>
      entriesAt(spec, 'peering').flatMap(([name, value]) => (name === side ? [value] : [])),
    );
  for (const [side, other] of [pair, [pair[1], pair[0]]] as const) {
    if (!isEqual(what(before, side), what(after, side)))
      say('changes', `What ${sideWords(side)} exposes to ${sideWords(other)} through the gateway changes`);
  }
  const rest = (nodes: readonly Node[], field: string) => nodes.map(({ spec }) => spec[field] ?? null);
  if (!isEqual(rest(before, 'acl'), rest(after, 'acl')))
    say('changes', `The access list between ${both} at the gateway changes`);
  if (!isEqual(rest(before, 'gatewayGroup'), rest(after, 'gatewayGroup')))
    say('changes', `${both} are joined by another gateway group`);
}
