import { textAt, valueAt } from '#server/domain/hedgehog/json.ts';
import { resourceKey } from '#server/domain/resource.ts';
import { serversOf, switchesOf } from './links.ts';
import { networkOf, networkWords, type Network } from './networks.ts';
import type { ServerEvent } from './server-events.ts';
import type { Effect } from './statement.ts';
import type { Node, World, Worlds } from './worlds.ts';

/** A server in a network over one Connection, as a world has it. */
interface Membership {
  readonly kind: ServerEvent['kind'];
  readonly server: string;
  readonly network: Network;
  readonly native: boolean;
  readonly switches: readonly string[];
  readonly attachment: Node;
}

const GAINS = ['gains', 'gain'] as const;
const LOSES = ['loses', 'lose'] as const;

/** Attachments whose meaning may change: their own items, and those of a VPC or Connection that changes. */
function affectedAttachments(worlds: Worlds): Iterable<Node> {
  const affected = new Map<string, Node>();
  const add = (node: Node | undefined): void => {
    if (node?.kind === 'VPCAttachment') affected.set(node.key, node);
  };
  for (const change of worlds.changes) {
    add(change.before);
    add(change.after);
    if (change.kind !== 'VPC' && change.kind !== 'Connection') continue;
    for (const world of [worlds.before, worlds.after])
      for (const attachment of world.referrers(change, 'VPCAttachment')) add(attachment);
  }
  return affected.values();
}

function membershipsOf(attachment: Node, world: World, worlds: Worlds): Membership[] {
  const name = textAt(attachment.spec, 'connection');
  const network = networkOf(attachment, world, worlds);
  if (name === undefined || network === null) return [];
  const connection = world.get('Connection', name, attachment.namespace);
  const comesOrGoes = worlds.changeOf('Connection', name, attachment.namespace) !== undefined;
  if (connection === undefined && comesOrGoes) return [];
  const shared = { network, native: valueAt(attachment.spec, ['nativeVLAN']) === true, attachment };
  const servers = connection === undefined ? [] : serversOf(connection);
  const switches = connection === undefined ? [] : switchesOf(connection);
  if (servers.length === 0) return [{ ...shared, kind: 'Connection', server: name, switches }];
  return servers.map((server) => ({ ...shared, kind: 'Server', server, switches }));
}

function place({ server, network, attachment }: Membership): string {
  return `${server} ${network.vpc}/${network.subnet} ${textAt(attachment.spec, 'connection')} ${attachment.namespace}`;
}

/** Which items make the difference: those of the attachments, else those of what they name. */
function causesOf(sides: readonly (Membership | undefined)[], worlds: Worlds): string[] {
  const causes = new Set<string>();
  const rest = new Set<string>();
  for (const side of sides) {
    if (side === undefined) continue;
    const { namespace, name, spec } = side.attachment;
    const own = worlds.changeOf('VPCAttachment', name, namespace);
    if (own !== undefined) causes.add(own.key);
    for (const change of [
      worlds.changeOf('VPC', side.network.vpc, namespace),
      worlds.changeOf('Connection', textAt(spec, 'connection') ?? '', namespace),
    ]) {
      if (change === undefined) continue;
      const comesOrGoes = change.before === undefined || change.after === undefined;
      (comesOrGoes ? causes : rest).add(change.key);
    }
  }
  return [...(causes.size > 0 ? causes : rest)];
}

/** Switches on which a server is in a network once the plan is carried out, over whatever Connection. */
function membersAfter(worlds: Worlds): (membership: Membership) => readonly string[] {
  const byVpc = new Map<string, Map<string, Set<string>>>();
  return ({ server, network, attachment: { namespace } }) => {
    const vpc = { kind: 'VPC', namespace, name: network.vpc };
    const key = resourceKey(vpc);
    let members = byVpc.get(key);
    if (members === undefined) {
      members = new Map();
      for (const attachment of worlds.after.referrers(vpc, 'VPCAttachment')) {
        for (const member of membershipsOf(attachment, worlds.after, worlds)) {
          const at = `${member.server} ${member.network.subnet}`;
          members.set(at, new Set([...(members.get(at) ?? []), ...member.switches]));
        }
      }
      byVpc.set(key, members);
    }
    return [...(members.get(`${server} ${network.subnet}`) ?? [])];
  };
}

/** What servers gain, lose and see change in the VPCs that they are attached to. */
export function serverEvents(worlds: Worlds): ServerEvent[] {
  const events: ServerEvent[] = [];
  const before = new Map<string, Membership>();
  const after = new Map<string, Membership>();
  for (const { name, namespace } of affectedAttachments(worlds)) {
    for (const [world, places] of [
      [worlds.before, before],
      [worlds.after, after],
    ] as const) {
      const attachment = world.get('VPCAttachment', name, namespace);
      if (attachment === undefined) continue;
      for (const member of membershipsOf(attachment, world, worlds)) places.set(place(member), member);
    }
  }
  const keeps = membersAfter(worlds);
  const say = (
    member: Membership,
    effect: Effect,
    verb: ServerEvent['verb'],
    what: string,
    more: Partial<ServerEvent> = {},
  ): void => {
    const { kind, server, network, switches } = member;
    const causes = causesOf([before.get(place(member)), after.get(place(member))], worlds);
    events.push({ kind, server, effect, verb, what, vpc: network.vpc, switches, stays: [], causes, ...more });
  };
  for (const [at, was] of before) {
    const is = after.get(at);
    const what = networkWords(was.network);
    if (is === undefined) {
      say(was, 'loses', LOSES, what, { stays: keeps(was) });
      continue;
    }
    const lost = was.switches.filter((name) => !is.switches.includes(name));
    if (lost.length > 0) say(was, 'loses', LOSES, what, { switches: lost, stays: keeps(was) });
    sameNetwork(was, is, say);
  }
  for (const [at, is] of after) {
    const was = before.get(at);
    const gained = is.switches.filter((name) => was === undefined || !was.switches.includes(name));
    if (was !== undefined && gained.length === 0) continue;
    const untagged = is.native ? ' untagged' : '';
    say(is, 'gains', GAINS, networkWords(is.network) + untagged, { switches: gained });
  }
  return events;
}

function sameNetwork(
  was: Membership,
  is: Membership,
  say: (member: Membership, effect: Effect, verb: ServerEvent['verb'], what: string) => void,
): void {
  const { vpc, subnet } = is.network;
  if (was.network.vlan !== is.network.vlan) {
    const vlan = (of: Network): string => (typeof of.vlan === 'number' ? `VLAN ${of.vlan}` : 'no VLAN set');
    const words = `from ${vlan(was.network)} to ${vlan(is.network)} (${vpc}/${subnet})`;
    say(is, 'changes', ['changes', 'change'], words);
  }
  if (was.native !== is.native) {
    const tags = is.native ? 'untagged instead of tagged' : 'tagged instead of untagged';
    say(is, 'changes', ['takes', 'take'], `${networkWords(is.network)} ${tags}`);
  }
  if (was.attachment.key !== is.attachment.key) {
    say(
      is,
      'changes',
      ['is detached from', 'are detached from'],
      `${networkWords(is.network)} and attached again`,
    );
  }
}
