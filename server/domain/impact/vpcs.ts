import { listAt, textAt, valueAt } from '#server/domain/hedgehog/json.ts';
import { isEqual } from '#server/domain/plan/is-equal.ts';
import type { JsonObject, JsonValue } from '#server/domain/resource.ts';
import { serversOf, switchesOf } from './links.ts';
import { subnetOf, subnetsOf, vlanOf } from './networks.ts';
import { count, fromTo, join, names, otherFields, words } from './phrases.ts';
import type { Statement } from './statement.ts';
import { subnetReach } from './subnet-reach.ts';
import type { Change, Node, Worlds } from './worlds.ts';

/** Fields of a subnet that its servers notice; the VLAN is told server by server. */
const SUBNET_FIELDS: readonly (readonly [string, readonly string[]])[] = [
  ['its CIDR', ['subnet']],
  ['its gateway', ['gateway']],
  ['host BGP', ['hostBGP']],
  ['DHCP', ['dhcp', 'enable']],
  ['its DHCP relay', ['dhcp', 'relay']],
  ['the VPC of its DHCP relay', ['dhcp', 'relayVPC']],
];
/** Told by the sentences on what reaches what. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  'restricted',
  'vlan',
  'isolated',
  'subnet',
  'gateway',
  'hostBGP',
  'dhcp',
]);

const subnetWords = (name: string, subnet: JsonObject): string => {
  const vlan = vlanOf(subnet);
  const parts = [textAt(subnet, 'subnet'), vlan === null ? undefined : `VLAN ${vlan}`].filter(Boolean);
  return parts.length === 0 ? name : `${name} (${parts.join(', ')})`;
};

const ON_OFF = (value: JsonValue | undefined): string => (value === true ? 'on' : 'off');

/** The servers of each subnet of a VPC, with the switches they are on. */
function serversBySubnet(vpc: Node, worlds: Worlds): Map<string, Map<string, readonly string[]>> {
  const bySubnet = new Map<string, Map<string, readonly string[]>>();
  for (const attachment of worlds.after.referrers(vpc, 'VPCAttachment')) {
    const named = subnetOf(attachment);
    const connection = worlds.after.get(
      'Connection',
      textAt(attachment.spec, 'connection') ?? '',
      attachment.namespace,
    );
    if (named === null || connection === undefined) continue;
    const servers = bySubnet.get(named.subnet) ?? new Map<string, readonly string[]>();
    bySubnet.set(named.subnet, servers);
    for (const server of serversOf(connection)) servers.set(server, switchesOf(connection));
  }
  return bySubnet;
}

function attached(servers: ReadonlyMap<string, readonly string[]> | undefined): string {
  if (servers === undefined || servers.size === 0) return 'no server is attached';
  const switches = new Set([...servers.values()].flat());
  const number = servers.size > 6 ? `${count(servers.size, 'server')}: ` : '';
  const on = switches.size === 0 ? '' : ` on ${names(switches)}`;
  return `concerns ${number}${names(servers.keys())}${on}`;
}

/** "its gateway from a to b, its DHCP range from c–d to e–f". */
function subnetChanges(before: JsonObject, after: JsonObject): string[] {
  const said = SUBNET_FIELDS.flatMap(([what, path]) => {
    const was = valueAt(before, path);
    const is = valueAt(after, path);
    if (isEqual(was ?? null, is ?? null)) return [];
    const isSwitch = [was, is].some((value) => typeof value === 'boolean');
    return [isSwitch ? `${what} from ${ON_OFF(was)} to ${ON_OFF(is)}` : fromTo(what, was, is)];
  });
  const range = (of: JsonObject): string | undefined => {
    // Without DHCP nothing is handed out of it.
    if (valueAt(of, ['dhcp', 'enable']) !== true) return undefined;
    const [start, end] = [textAt(of, 'dhcp', 'range', 'start'), textAt(of, 'dhcp', 'range', 'end')];
    return start === undefined && end === undefined ? undefined : `${start ?? '?'}–${end ?? '?'}`;
  };
  const ranges = [range(before), range(after)] as const;
  if (ranges[0] !== undefined && ranges[1] !== undefined && ranges[0] !== ranges[1])
    said.push(fromTo('its DHCP range', ...ranges));
  for (const [what, key] of [
    ['its DHCP options', 'options'],
    ['its static DHCP leases', 'static'],
  ] as const) {
    if (!isEqual(valueAt(before, ['dhcp', key]) ?? null, valueAt(after, ['dhcp', key]) ?? null))
      said.push(what);
  }
  const others = otherFields(before, after, (field) => TOLD_ELSEWHERE.has(field));
  return [...said, ...others];
}

/** Comings and goings of VPCs and of their subnets, and what changes in those that stay. */
export function vpcStatements(change: Change, worlds: Worlds): Statement[] {
  const { before, after, name, key } = change;
  const say = (effect: Statement['effect'], text: string): Statement => ({
    kind: 'VPC',
    name,
    effect,
    text,
    causes: [key],
  });
  const list = (of: Node): string =>
    names([...subnetsOf(of)].map(([subnet, value]) => subnetWords(subnet, value)));
  if (before === undefined || after === undefined) {
    if (after !== undefined) return [say('gains', `VPC ${name} is new: ${list(after) || 'no subnets'}`)];
    return before === undefined ? [] : [say('loses', `VPC ${name} goes: ${list(before) || 'no subnets'}`)];
  }
  const was = subnetsOf(before);
  const is = subnetsOf(after);
  const servers = serversBySubnet(after, worlds);
  const statements: Statement[] = [];
  for (const [subnet, value] of was) {
    const now = is.get(subnet);
    if (now === undefined)
      statements.push(say('loses', `${name} loses the subnet ${subnetWords(subnet, value)}`));
    else {
      const said = subnetChanges(value, now);
      const vlans = vlanOf(value) !== vlanOf(now) && (servers.get(subnet)?.size ?? 0) === 0;
      if (vlans) said.unshift(fromTo('its VLAN', vlanOf(value) ?? undefined, vlanOf(now) ?? undefined));
      if (said.length > 0)
        statements.push(
          say('changes', `${name}/${subnet} changes ${join(said)}; ${attached(servers.get(subnet))}`),
        );
    }
  }
  for (const [subnet, value] of is)
    if (!was.has(subnet))
      statements.push(say('gains', `${name} gains the subnet ${subnetWords(subnet, value)}`));
  statements.push(...subnetReach(before, after).map(({ effect, text }) => say(effect, text)));
  statements.push(...wholeVpc(before, after, servers).map((text) => say('changes', text)));
  return statements;
}

const VPC_FIELDS: readonly (readonly [string, string])[] = [
  ['its mode', 'mode'],
  ['its IPv4Namespace', 'ipv4Namespace'],
  ['its VLANNamespace', 'vlanNamespace'],
];

function wholeVpc(
  before: Node,
  after: Node,
  servers: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>,
): string[] {
  const said = VPC_FIELDS.flatMap(([what, field]) => {
    const [was, is] = [valueAt(before.spec, [field]), valueAt(after.spec, [field])];
    return isEqual(was ?? null, is ?? null) ? [] : [fromTo(what, was, is)];
  });
  const routes = (node: Node): string[] =>
    listAt(node.spec, 'staticRoutes').map((route) => {
      const hops = listAt(route, 'nextHops').map((hop) => words(hop));
      return `${textAt(route, 'prefix') ?? '?'} via ${join(hops) || '?'}`;
    });
  const [was, is] = [routes(before), routes(after)];
  const gone = was.filter((route) => !is.includes(route));
  const come = is.filter((route) => !was.includes(route));
  if (gone.length > 0) said.push(`its routes, without ${names(gone)}`);
  if (come.length > 0) said.push(`its routes, with ${names(come)}`);
  if (said.length === 0) return [];
  const all = new Map([...servers.values()].flatMap((of) => [...of]));
  return [`VPC ${after.name} changes ${join(said)}; ${attached(all)}`];
}
