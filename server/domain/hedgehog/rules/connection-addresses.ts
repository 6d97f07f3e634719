import { connectionType } from '#server/domain/hedgehog/connection-type.ts';
import { textAt } from '#server/domain/hedgehog/json.ts';
import { formatBlock, holdsAddress, looksLikeIpv6, parseCidr, type Cidr } from './cidr.ts';
import { linksOf, type End, type Link } from './connection-ends.ts';
import { FABRIC_DEFAULTS } from './fabric-defaults.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, warning, type RuleObject } from './rule.ts';
import { eachShared, hold, type Holder, type Holders } from './shared-values.ts';

const BARE = warning('link-not-hydrated', 'Connection webhook: fabric, mesh and gateway links have IPs');
const ONE_SIDE = refused('link-one-address', 'Connection webhook: link has an IP on only one side');
const FORMAT = refused('link-address', 'Connection webhook: link IP is not a /31');
const APART = refused('link-addresses-apart', 'Connection webhook: link IPs are not in the same subnet');
const TAKEN = refused('link-address-taken', 'Connection webhook: link IP is already in use');
const OUTSIDE = warning(
  'link-address-outside-fabric',
  'Connection webhook: link IP is not in the fabric subnet',
);

const LINK_LENGTH = 31;
const FABRIC_SUBNET = parseCidr(FABRIC_DEFAULTS.fabricSubnet);
const ADDRESSED: ReadonlySet<string | null> = new Set(['fabric', 'mesh', 'gateway']);

interface IpHolder extends Holder {
  readonly ip: string;
}

/** The address of one end when it is a sound one. */
function checkEnd(scope: RuleScope, connection: RuleObject, end: End): Cidr | null {
  const text = textAt(end.value, 'ip');
  if (text === undefined) return null;
  const path = [...end.path, 'ip'];
  const cidr = parseCidr(text);
  if (cidr?.length !== LINK_LENGTH) {
    if (!looksLikeIpv6(text))
      scope.report(
        connection,
        FORMAT,
        path,
        `${text} is not an address with /${LINK_LENGTH} such as 172.30.128.0/${LINK_LENGTH}`,
      );
    return null;
  }
  if (FABRIC_SUBNET !== null && !holdsAddress(FABRIC_SUBNET, cidr.address))
    scope.report(
      connection,
      OUTSIDE,
      path,
      `${text} is not in the fabric's subnet, ${FABRIC_DEFAULTS.fabricSubnet} by default`,
    );
  return cidr;
}

function checkLink(scope: RuleScope, connection: RuleObject, { ends, path }: Link): void {
  const addressed = ends.filter((end) => textAt(end.value, 'ip') !== undefined);
  const [only] = addressed;
  if (only !== undefined && addressed.length < ends.length)
    scope.report(
      connection,
      ONE_SIDE,
      path,
      `has an address on side ${only.side} alone; both sides or none are expected`,
    );
  const [left, right] = ends.map((end) => checkEnd(scope, connection, end));
  if (left && right && left.first !== right.first)
    scope.report(
      connection,
      APART,
      path,
      `joins ${formatBlock(left)} and ${formatBlock(right)}; both sides are in one /${LINK_LENGTH}`,
    );
}

/** Addresses of fabric, mesh and gateway links. Source: the vendor's webhooks. */
export function checkConnectionAddresses(scope: RuleScope): void {
  const holders: Holders<IpHolder> = new Map();
  for (const connection of scope.of('Connection')) {
    const type = connectionType(connection.spec);
    if (!ADDRESSED.has(type)) continue;
    const links = linksOf(connection);
    const own = new Set<number>();
    for (const end of links.flatMap(({ ends }) => ends)) {
      const ip = textAt(end.value, 'ip') ?? '';
      const cidr = parseCidr(ip);
      if (cidr === null) continue;
      const path = [...end.path, 'ip'];
      if (own.has(cidr.address))
        scope.report(
          connection,
          TAKEN,
          path,
          `${ip} is in this connection twice; each end has its own address`,
        );
      own.add(cidr.address);
      hold(holders, `${connection.namespace}/${cidr.address}`, { object: connection, path, ip });
    }
    if (!connection.desired) continue;
    for (const link of links) checkLink(scope, connection, link);
    if (
      type !== null &&
      links.some(({ ends }) => ends.every(({ value }) => textAt(value, 'ip') === undefined))
    )
      scope.report(
        connection,
        BARE,
        ['spec', type, 'links'],
        'has links without addresses; most releases of Hedgehog demand them (hhfab build fills them in)',
      );
  }
  eachShared(holders, ({ object, path, ip }, other) =>
    scope.report(
      object,
      TAKEN,
      path,
      `${ip} is in use by Connection ${other.object.name}; each end has its own address`,
    ),
  );
}
