import { entriesAt, listAt, textAt, valueAt } from '#server/domain/hedgehog/json.ts';
import { isEqual } from '#server/domain/plan/is-equal.ts';
import type { JsonValue } from '#server/domain/resource.ts';
import { dependantsOf, named } from './dependants.ts';
import { byName, fromTo, join, names, otherFields, words } from './phrases.ts';
import type { Statement } from './statement.ts';
import type { Change, Node, Worlds } from './worlds.ts';

const FIELDS: readonly (readonly [string, readonly string[]])[] = [
  ['its ASN', ['asn']],
  ['its management IP', ['ip']],
  ['its protocol IP', ['protocolIP']],
  ['its VTEP IP', ['vtepIP']],
  ['its role', ['role']],
  ['its profile', ['profile']],
  ['its redundancy group', ['redundancy', 'group']],
  ['its redundancy type', ['redundancy', 'type']],
  ['its serial number', ['boot', 'serial']],
  ['its MAC', ['boot', 'mac']],
  ['enabling of all ports', ['enableAllPorts']],
  ['RoCE', ['roce']],
  ['ECMP by RoCE queue pair', ['ecmp', 'roceQPN']],
];
/** Maps of ports. */
const PORT_FIELDS: readonly (readonly [string, string])[] = [
  ['breakout', 'portBreakouts'],
  ['speed', 'portSpeeds'],
  ['group speed', 'portGroupSpeeds'],
  ['auto-negotiation', 'portAutoNegs'],
  ['FEC', 'portFECs'],
];
const LISTS: readonly (readonly [string, string])[] = [
  ['its switch groups', 'groups'],
  ['its VLANNamespaces', 'vlanNamespaces'],
];
const TOLD: ReadonlySet<string> = new Set([
  'description',
  'boot',
  'ecmp',
  'redundancy',
  ...FIELDS.flatMap(([, [field = '']]) => field),
  ...PORT_FIELDS.map(([, field]) => field),
  ...LISTS.map(([, field]) => field),
]);

/** "breakout of E1/5 from 4x25G to 1x100G" */
function portChanges(before: Node, after: Node): string[] {
  return PORT_FIELDS.flatMap(([what, field]) => {
    const was = new Map(entriesAt(before.spec, field));
    const is = new Map(entriesAt(after.spec, field));
    const ports = [...new Set([...was.keys(), ...is.keys()])]
      .filter((port) => !isEqual(was.get(port) ?? null, is.get(port) ?? null))
      .toSorted(byName);
    const [port] = ports;
    if (port === undefined) return [];
    return ports.length === 1
      ? [fromTo(`the ${what} of ${port}`, was.get(port), is.get(port))]
      : [`the ${what} of ${names(ports)}`];
  });
}

function changesOf(before: Node, after: Node): string[] {
  const differs = (
    path: readonly string[],
  ): readonly [JsonValue | undefined, JsonValue | undefined] | null => {
    const [was, is] = [valueAt(before.spec, path), valueAt(after.spec, path)];
    return isEqual(was ?? null, is ?? null) ? null : [was, is];
  };
  const plain = FIELDS.flatMap(([what, path]) => {
    const sides = differs(path);
    return sides === null ? [] : [fromTo(what, ...sides)];
  });
  const lists = LISTS.flatMap(([what, field]) => {
    if (differs([field]) === null) return [];
    const text = (node: Node): string => names(listAt(node.spec, field).map((each) => words(each)));
    return [fromTo(what, text(before), text(after))];
  });
  const others = otherFields(before.spec, after.spec, (field) => TOLD.has(field));
  return [...plain, ...lists, ...portChanges(before, after), ...others];
}

/** What hangs on a switch that comes, goes or changes. A new description means nothing to the network. */
export function switchStatements(change: Change, worlds: Worlds): Statement[] {
  const { before, after, name, key } = change;
  const say = (effect: Statement['effect'], text: string): Statement[] => [
    { kind: 'Switch', name, effect, text, causes: [key] },
  ];
  const role = (of: Node): string => textAt(of.spec, 'role') ?? 'switch';
  if (before === undefined)
    return after === undefined ? [] : say('gains', `${name} (${role(after)}) joins the fabric`);
  const hanging = hangingOn(change, worlds);
  if (after === undefined) return say('loses', `${name} (${role(before)}) leaves the fabric; ${hanging}`);
  const said = changesOf(before, after);
  return said.length === 0 ? [] : say('changes', `${name} changes ${join(said)}; ${hanging}`);
}

function hangingOn(change: Change, worlds: Worlds): string {
  const { servers, vpcs, switches, externals } = dependantsOf(worlds.before, change);
  const users = [
    named(servers, 'server', 'servers'),
    named(vpcs, 'VPC', 'VPCs'),
    named(externals, 'external', 'externals'),
  ].filter(Boolean);
  // What hangs on a spine are its leaves; on a leaf with servers its spines are no news.
  const on = users.length > 0 ? users : [named(switches, 'switch', 'switches')].filter(Boolean);
  if (on.length === 0) return 'nothing hangs on it';
  const single = on.length === 1 && servers.size + vpcs.size + externals.size + switches.size === 1;
  return `${join(on)} ${single ? 'hangs' : 'hang'} on it`;
}
