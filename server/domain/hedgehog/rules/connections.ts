import {
  CONNECTION_TYPES,
  connectionType,
  type ConnectionType,
} from '#server/domain/hedgehog/connection-type.ts';
import { textAt } from '#server/domain/hedgehog/json.ts';
import { devicesOf, isMclag, linksOf } from './connection-ends.ts';
import { FABRIC_DEFAULTS } from './fabric-defaults.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, warning, type RuleObject } from './rule.ts';
import { hasKeyAt, numberAt } from './spec-values.ts';

const NO_TYPE = refused('connection-type', 'Connection webhook: exactly one connection type must be used');
const TYPES = warning('connection-types', 'Connection webhook: exactly one connection type must be used');
const MCLAG = warning('connection-mclag', 'Connection webhook: MCLAG is deprecated and no longer supported');
const COUNT = refused('connection-devices', 'Connection webhook: one switch, one server must be used');
const GROUP = refused(
  'connection-eslag-group',
  'Connection webhook: all switches in ESLAG connection should belong to the same redundancy group',
);
const MTU = warning(
  'connection-mtu',
  'Connection webhook: mtu is greater than fabric mtu - server facing mtu offset',
);

type Counts = { readonly switches: readonly [number, number]; readonly servers?: number };

/** How many devices each type joins: least and most switches, and servers where there are any. */
const DEVICES: Partial<Record<ConnectionType, Counts>> = {
  unbundled: { switches: [1, 1], servers: 1 },
  bundled: { switches: [1, 1], servers: 1 },
  eslag: { switches: [1, 4], servers: 1 },
  fabric: { switches: [2, 2] },
  mesh: { switches: [2, 2] },
  gateway: { switches: [1, 1] },
  vpcLoopback: { switches: [1, 1] },
};

const list = (names: Iterable<string>): string => [...names].join(', ') || 'none';

function checkDevices(scope: RuleScope, connection: RuleObject, type: ConnectionType): void {
  const counts = DEVICES[type];
  if (counts === undefined) return;
  const { switches, servers } = devicesOf(connection);
  const [least, most] = counts.switches;
  const at = ['spec', type];
  if (switches.size < least || switches.size > most)
    scope.report(
      connection,
      COUNT,
      at,
      `joins ${switches.size} switches (${list(switches)}); ${least === most ? `exactly ${most}` : `${least} to ${most}`} ${most === 1 ? 'is' : 'are'} expected for ${type}`,
    );
  if (counts.servers !== undefined && servers.size !== counts.servers)
    scope.report(
      connection,
      COUNT,
      at,
      `joins ${servers.size} servers (${list(servers)}); exactly one is expected for ${type}`,
    );
}

/** The switches of an ESLAG connection are members of one group; said only when all of them are known. */
function checkEslag(scope: RuleScope, connection: RuleObject): void {
  const names = [...devicesOf(connection).switches];
  const known = names.flatMap((name) => scope.find(connection, 'Switch', name) ?? []);
  if (names.length === 0 || known.length < names.length) return;
  const groups = new Set(known.flatMap(({ spec }) => textAt(spec, 'redundancy', 'group') ?? []));
  const types = new Set(known.flatMap(({ spec }) => textAt(spec, 'redundancy', 'type') ?? []));
  const why =
    groups.size === 0
      ? 'which have no redundancy group'
      : groups.size > 1
        ? `which are in different redundancy groups (${list(groups)})`
        : types.size !== 1 || !types.has('eslag')
          ? `whose redundancy type is ${list(types)}`
          : null;
  if (why !== null)
    scope.report(
      connection,
      GROUP,
      ['spec', 'eslag', 'links'],
      `joins ${names.join(', ')}, ${why}; one redundancy group of type eslag is expected`,
    );
}

function checkMtu(scope: RuleScope, connection: RuleObject): void {
  for (const type of ['unbundled', 'bundled']) {
    const mtu = numberAt(connection.spec, type, 'mtu');
    if (mtu !== undefined && mtu > FABRIC_DEFAULTS.serverFacingMtu)
      scope.report(
        connection,
        MTU,
        ['spec', type, 'mtu'],
        `${mtu} is more than the fabric carries to servers by default (${FABRIC_DEFAULTS.serverFacingMtu})`,
      );
  }
}

/** What a Connection is and which devices it joins. Source: the vendor's webhooks. */
export function checkConnections(scope: RuleScope): void {
  for (const connection of scope.desired('Connection')) {
    const types = CONNECTION_TYPES.filter((type) => hasKeyAt(connection.spec, type));
    const type = connectionType(connection.spec);
    if (type === null) {
      scope.report(
        connection,
        NO_TYPE,
        ['spec'],
        `has no known type; exactly one of ${CONNECTION_TYPES.filter((name) => !name.startsWith('mclag')).join(', ')} is expected`,
      );
      continue;
    }
    if (types.length > 1)
      scope.report(
        connection,
        TYPES,
        ['spec'],
        `has the types ${types.join(', ')} at once; exactly one is expected, and the others are passed over`,
      );
    if (isMclag(connection.spec)) {
      scope.report(
        connection,
        MCLAG,
        ['spec', type],
        'MCLAG is deprecated; Hedgehog ignores such connections since 26.03, use eslag',
      );
      continue;
    }
    // The webhook counts the ports of a link that is not there as empty names; without links there is nothing to count.
    if (linksOf(connection).length > 0) checkDevices(scope, connection, type);
    if (type === 'eslag') checkEslag(scope, connection);
    checkMtu(scope, connection);
  }
}
