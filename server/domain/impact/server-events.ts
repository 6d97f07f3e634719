import { count, names } from './phrases.ts';
import type { Effect, Statement } from './statement.ts';

/** From this many servers with the same fate on, one sentence tells it. */
const MANY_SERVERS = 6;

/** What happens to one server in one network. */
export interface ServerEvent {
  readonly kind: 'Server' | 'Connection';
  readonly server: string;
  readonly effect: Effect;
  /** Of one and of many: ["loses", "lose"]. */
  readonly verb: readonly [string, string];
  /** "VLAN 1001 (vpc-1/frontend)" */
  readonly what: string;
  readonly vpc: string;
  readonly switches: readonly string[];
  /** Switches on which the server keeps what it loses here. */
  readonly stays: readonly string[];
  readonly causes: readonly string[];
}

const on = (switches: readonly string[], prefix = ' on '): string =>
  switches.length === 0 ? '' : `${prefix}${names(switches)}`;

/** "VLAN 1001 (a/b) and VLAN 1002 (a/c) on leaf-01, VLAN 7 (d/e) on leaf-03". */
function whatAndWhere(events: readonly ServerEvent[]): string {
  const byPlace = Map.groupBy(
    events,
    ({ switches, stays }) => on(switches) + on(stays, ' (and keeps it on ') + (stays.length > 0 ? ')' : ''),
  );
  const parts = [...byPlace].map(([place, same]) => names(same.map(({ what }) => what)) + place);
  return parts.length === 1 ? (parts[0] ?? '') : parts.join('; ');
}

function ofOneServer(events: readonly ServerEvent[]): Statement[] {
  const [first] = events;
  if (first === undefined) return [];
  return [
    {
      kind: first.kind,
      name: first.server,
      effect: first.effect,
      text: `${first.server} ${first.verb[0]} ${whatAndWhere(events)}`,
      causes: events.flatMap(({ causes }) => causes),
    },
  ];
}

function ofManyServers(events: readonly ServerEvent[], servers: ReadonlySet<string>): Statement[] {
  const [first] = events;
  if (first === undefined) return [];
  const switches = on(events.flatMap((event) => event.switches));
  return [
    {
      kind: 'VPC',
      name: first.vpc,
      effect: first.effect,
      text: `${count(servers.size, 'server')} ${first.verb[1]} ${first.what}${switches}: ${names(servers)}`,
      causes: events.flatMap(({ causes }) => causes),
    },
  ];
}

/** One sentence for each server, and one for all servers of a network where there are many. */
export function serverStatements(events: readonly ServerEvent[]): Statement[] {
  const statements: Statement[] = [];
  const few: ServerEvent[] = [];
  for (const same of Map.groupBy(events, ({ effect, verb, what }) =>
    [effect, verb[0], what].join('\n'),
  ).values()) {
    const servers = new Set(same.map(({ server }) => server));
    if (servers.size >= MANY_SERVERS) statements.push(...ofManyServers(same, servers));
    else few.push(...same);
  }
  const byServer = Map.groupBy(few, ({ server, effect, verb }) => [server, effect, verb[0]].join('\n'));
  for (const same of byServer.values()) statements.push(...ofOneServer(same));
  return statements;
}
