import { isEqual } from '#server/domain/plan/is-equal.ts';
import { connectionType } from '#server/domain/hedgehog/connection-type.ts';
import { listAt, textAt, valueAt } from '#server/domain/hedgehog/json.ts';
import { linksOf, portsByDevice, serversOf, switchesOf, type End, type Link } from './links.ts';
import { count, fromTo, join, names, words } from './phrases.ts';
import type { Effect, Statement } from './statement.ts';
import type { Change, Node } from './worlds.ts';

/** A link by its ends, so that the same cable is known under another Connection type. */
const cable = ({ ends }: Link): string => ends.map(({ device, port }) => `${device}/${port}`).join(' ');

/** Which device loses or gains which link, and what changes on the links that stay. */
export function connectionStatements({ before, after, key, name }: Change): Statement[] {
  const was = before === undefined ? [] : linksOf(before);
  const is = after === undefined ? [] : linksOf(after);
  const kept = new Set(was.map(cable));
  const now = new Map(is.map((link) => [cable(link), link]));
  const of = before ?? after;
  const statements = [
    ...linkStatements(
      of,
      was.filter((link) => !now.has(cable(link))),
      'loses',
      key,
    ),
    ...linkStatements(
      after ?? before,
      is.filter((link) => !kept.has(cable(link))),
      'gains',
      key,
    ),
  ];
  const say = (text: string): void => {
    statements.push({ kind: 'Connection', name, effect: 'changes', text, causes: [key] });
  };
  if (before === undefined || after === undefined) return statements;
  const [old, type] = [connectionType(before.spec), connectionType(after.spec)];
  if (old !== type) {
    say(`${endsOf(after)}: the links change from ${old ?? 'no type'} to ${type ?? 'no type'}`);
    return statements;
  }
  const said = type === null ? [] : shared(before, after, type);
  const changed = was.filter((link) => {
    const same = now.get(cable(link));
    return same !== undefined && !isEqual(link.spec, same.spec);
  });
  if (changed.length > 0) said.push(`the addresses of ${count(changed.length, 'link')}`);
  if (said.length > 0) say(`The links of ${endsOf(after)} change ${join(said)}`);
  return statements;
}

/** What stands beside the links: MTU, fallback, and the VPC of a static external. */
function shared(before: Node, after: Node, type: string): string[] {
  const fields = [
    ['their MTU', 'mtu'],
    ['LACP fallback', 'fallback'],
    ['the VPC they lie in', 'withinVPC'],
  ] as const;
  return fields.flatMap(([what, field]) => {
    const [was, is] = [valueAt(before.spec, [type, field]), valueAt(after.spec, [type, field])];
    return isEqual(was ?? null, is ?? null) ? [] : [fromTo(what, was, is)];
  });
}

const endsOf = (connection: Node): string =>
  names(linksOf(connection).flatMap(({ ends }) => ends.map(({ device }) => device))) ||
  `Connection ${connection.name}`;

function linkStatements(
  connection: Node | undefined,
  links: readonly Link[],
  effect: Exclude<Effect, 'changes'>,
  key: string,
): Statement[] {
  if (connection === undefined || links.length === 0) return [];
  const many = links.length === 1 ? 'link' : 'links';
  const of = (subject: Pick<End, 'kind' | 'device'>, text: string): Statement => ({
    kind: subject.kind,
    name: subject.device,
    effect,
    text,
    causes: [key],
  });
  const ends = links.flatMap((link) => link.ends);
  const servers = serversOf(connection);
  if (servers.length > 0) {
    return servers.map((server) => {
      const far = ends.filter(({ kind }) => kind === 'Switch');
      const its = effect === 'loses' ? `its ${many}` : count(links.length, 'link');
      return of(
        { kind: 'Server', device: server },
        `${server} ${effect} ${its}${far.length === 0 ? '' : ` to ${portsByDevice(far)}`}`,
      );
    });
  }
  const [first] = ends;
  if (first === undefined) return [];
  const type = connectionType(connection.spec);
  if (type === 'external' || type === 'staticExternal')
    return [of(first, `${portsByDevice(ends)} ${effect} ${outside(connection, type)}`)];
  const devices = switchesOf(connection);
  const verb = new Set(ends.map(({ device }) => device)).size === 1 ? effect : effect.slice(0, -1);
  const what = type === 'vpcLoopback' ? 'VPC loopback ' : '';
  return [
    of(
      { kind: first.kind, device: devices[0] ?? first.device },
      `${portsByDevice(ends)} ${verb} ${count(links.length, `${what}link`)}`,
    ),
  ];
}

function outside(connection: Node, type: 'external' | 'staticExternal'): string {
  if (type === 'external') return 'the link to the outside';
  const link = ['link', 'switch'];
  const hop = textAt(connection.spec, type, ...link, 'nextHop');
  const subnets = listAt(connection.spec, type, ...link, 'subnets').map((subnet) => words(subnet));
  const vpc = textAt(connection.spec, type, 'withinVPC');
  return [
    'the static external',
    subnets.length === 0 ? '' : ` to ${names(subnets)}`,
    hop === undefined ? '' : ` by ${hop}`,
    vpc === undefined ? '' : ` within ${vpc}`,
  ].join('');
}
