import { isEqual } from '#server/domain/plan/is-equal.ts';
import { listAt, textAt, valueAt } from '#server/domain/hedgehog/json.ts';
import { switchesOf } from './links.ts';
import { named } from './dependants.ts';
import { fromTo, join, names, words } from './phrases.ts';
import { externalSides } from './reach.ts';
import type { Effect, Statement } from './statement.ts';
import type { Change, Node, World, Worlds } from './worlds.ts';

function peeredVpcs(world: World, name: string, namespace: string): Set<string> {
  const peerings = world.referrers({ kind: 'External', name, namespace }, 'ExternalPeering');
  return new Set(peerings.flatMap((peering) => externalSides(peering)?.vpc ?? []));
}

const FIELDS: readonly (readonly [string, string])[] = [
  ['its inbound community', 'inboundCommunity'],
  ['its outbound community', 'outboundCommunity'],
  ['its IPv4Namespace', 'ipv4Namespace'],
];

/** An external that comes, goes or changes, with the VPCs that are peered with it. */
export function externalStatements(
  { before, after, name, namespace, key }: Change,
  worlds: Worlds,
): Statement[] {
  const say = (effect: Effect, text: string): Statement[] => [
    { kind: 'External', name, effect, text, causes: [key] },
  ];
  const vpcs = named(peeredVpcs(worlds.before, name, namespace), 'VPC', 'VPCs');
  const peered = vpcs === '' ? 'no VPC is peered with it' : `it is peered with ${vpcs}`;
  if (before === undefined) return say('gains', `External ${name} is new`);
  if (after === undefined) return say('loses', `External ${name} goes; ${peered}`);
  const said = FIELDS.flatMap(([what, field]) => {
    const [was, is] = [valueAt(before.spec, [field]), valueAt(after.spec, [field])];
    return isEqual(was ?? null, is ?? null) ? [] : [fromTo(what, was, is)];
  });
  const prefixes = (node: Node): string[] =>
    listAt(node.spec, 'static', 'prefixes').map((each) => words(each));
  if (!isEqual(prefixes(before), prefixes(after)))
    said.push(fromTo('its static prefixes', names(prefixes(before)), names(prefixes(after))));
  return said.length === 0 ? [] : say('changes', `External ${name} changes ${join(said)}; ${peered}`);
}

/** Where an external is attached: "leaf-04 (VLAN 10, neighbour 100.1.10.6 in AS 64102)". */
function attachmentWords(attachment: Node, world: World): string {
  const connection = textAt(attachment.spec, 'connection') ?? 'a connection that is not named';
  const node = world.get('Connection', connection, attachment.namespace);
  const where = names(node === undefined ? [] : switchesOf(node)) || connection;
  const number = (...path: string[]): number | undefined => {
    const value = valueAt(attachment.spec, path);
    return typeof value === 'number' && value > 0 ? value : undefined;
  };
  const vlan = number('switch', 'vlan') ?? number('static', 'vlan');
  const neighbour =
    textAt(attachment.spec, 'neighbor', 'ip') ?? textAt(attachment.spec, 'static', 'remoteIP');
  const asn = number('neighbor', 'asn');
  const parts = [
    vlan === undefined ? 'untagged' : `VLAN ${vlan}`,
    neighbour === undefined ? undefined : `neighbour ${neighbour}${asn === undefined ? '' : ` in AS ${asn}`}`,
  ].filter((part) => part !== undefined);
  return `${where} (${parts.join(', ')})`;
}

/** The way to an external that opens, closes or changes; with the last one its VPCs lose it. */
export function externalAttachmentStatements(change: Change, worlds: Worlds): Statement[] {
  const { before, after, namespace, key } = change;
  const external = (node: Node | undefined): string => textAt(node?.spec, 'external') ?? '(not named)';
  const statements: Statement[] = [];
  const say = (name: string, effect: Effect, text: string): void => {
    statements.push({ kind: 'External', name, effect, text, causes: [key] });
  };
  const moved = external(before) !== external(after);
  if (before !== undefined && (after === undefined || moved)) {
    const name = external(before);
    const target = { kind: 'External', name, namespace };
    const left = worlds.after.referrers(target, 'ExternalAttachment').length;
    const vpcs = named(peeredVpcs(worlds.before, name, namespace), 'VPC', 'VPCs');
    const rest =
      left > 0 ? '' : vpcs === '' ? ', the last one' : `, the last one; ${vpcs} can no longer reach it`;
    say(
      name,
      'loses',
      `External ${name} loses its attachment on ${attachmentWords(before, worlds.before)}${rest}`,
    );
  }
  if (after !== undefined && (before === undefined || moved)) {
    const name = external(after);
    say(name, 'gains', `External ${name} is attached on ${attachmentWords(after, worlds.after)}`);
  }
  if (before === undefined || after === undefined || moved) return statements;
  const name = external(after);
  const [was, is] = [attachmentWords(before, worlds.before), attachmentWords(after, worlds.after)];
  if (was !== is) say(name, 'changes', `External ${name}: its attachment changes from ${was} to ${is}`);
  if (!isEqual(before.spec['inboundACL'] ?? null, after.spec['inboundACL'] ?? null))
    say(name, 'changes', `External ${name}: the inbound access list on ${is} changes`);
  const others = ['switch', 'neighbor', 'static'].some(
    (field) => !isEqual(before.spec[field] ?? null, after.spec[field] ?? null),
  );
  if (was === is && others)
    say(name, 'changes', `External ${name}: the addresses of its attachment on ${is} change`);
  return statements;
}
