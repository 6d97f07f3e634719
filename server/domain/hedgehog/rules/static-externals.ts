import { connectionType } from '#server/domain/hedgehog/connection-type.ts';
import { textAt, valueAt } from '#server/domain/hedgehog/json.ts';
import {
  formatBlock,
  hasHostBits,
  holdsAddress,
  isPrefix,
  looksLikeIpv6,
  overlap,
  parseAddress,
  parseCidr,
  type Cidr,
} from './cidr.ts';
import { RESERVED_SUBNETS } from './fabric-defaults.ts';
import { eachOverlap } from './overlaps.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, warning, type RuleObject } from './rule.ts';
import { isBlankAt, textsAt } from './spec-values.ts';

const IP = refused('static-external-ip', 'Connection webhook: failed to parse cidr of the static external');
const NEXT_HOP = refused('static-external-next-hop', 'Connection webhook: next hop is not in cidr');
const SUBNET = refused(
  'static-external-subnet',
  'Connection webhook: invalid subnet: inconsistent IP address and mask',
);
const DEFAULT_ROUTE = refused(
  'static-external-default-route',
  'Connection webhook: default route should be the only subnet',
);
const OVERLAP = refused('static-external-overlap', 'Connection webhook: subnets overlap');
const RESERVED = warning(
  'static-external-reserved',
  'Connection webhook: subnets overlap with reserved subnets',
);

const EVERYWHERE = '0.0.0.0/0';
const AT = ['staticExternal', 'link', 'switch'];
const RESERVED_BLOCKS = RESERVED_SUBNETS.flatMap((subnet) => parseCidr(subnet) ?? []);

function checkNextHop(scope: RuleScope, connection: RuleObject, end: ReturnType<typeof valueAt>): void {
  const ip = textAt(end, 'ip');
  if (ip === undefined ? isBlankAt(end, 'ip') : !isPrefix(ip))
    scope.report(
      connection,
      IP,
      ['spec', ...AT, 'ip'],
      `${ip ?? 'nothing'} is no address of the switch; one with a prefix length such as 10.99.0.1/24 is expected`,
    );
  const hop = textAt(end, 'nextHop');
  const address = hop === undefined ? null : parseAddress(hop);
  const cidr = parseCidr(ip ?? '');
  if (hop === undefined ? isBlankAt(end, 'nextHop') : address === null && !looksLikeIpv6(hop))
    scope.report(
      connection,
      NEXT_HOP,
      ['spec', ...AT, 'nextHop'],
      `${hop ?? 'nothing'} is no next hop; an IP address is expected`,
    );
  else if (address !== null && cidr !== null && !holdsAddress(cidr, address))
    scope.report(
      connection,
      NEXT_HOP,
      ['spec', ...AT, 'nextHop'],
      `${hop} is not in ${formatBlock(cidr)}; an address of the link's subnet is expected`,
    );
}

function checkSubnets(scope: RuleScope, connection: RuleObject, end: ReturnType<typeof valueAt>): void {
  const subnets = textsAt(end, 'subnets');
  const at = (index: number): (string | number)[] => ['spec', ...AT, 'subnets', index];
  const blocks: (Cidr & { readonly index: number; readonly text: string })[] = [];
  for (const [index, text] of subnets) {
    const cidr = parseCidr(text);
    if (text === EVERYWHERE) {
      if (subnets.length > 1)
        scope.report(
          connection,
          DEFAULT_ROUTE,
          at(index),
          `${text} stands with other subnets; it is expected alone`,
        );
    } else if (cidr === null) {
      if (!looksLikeIpv6(text))
        scope.report(connection, SUBNET, at(index), `${text} is not a CIDR such as 10.9.0.0/24`);
    } else {
      if (hasHostBits(cidr))
        scope.report(
          connection,
          SUBNET,
          at(index),
          `${text} has host bits; ${formatBlock(cidr)} is expected`,
        );
      const reserved = RESERVED_BLOCKS.find((block) => overlap(block, cidr));
      if (reserved !== undefined)
        scope.report(
          connection,
          RESERVED,
          at(index),
          `${text} overlaps ${formatBlock(reserved)}, which the fabric keeps to itself by default`,
        );
      blocks.push({ ...cidr, index, text });
    }
  }
  // After the default route the webhook looks no further; it has refused the list by then.
  eachOverlap(blocks, (block, other) =>
    scope.report(
      connection,
      OVERLAP,
      at(block.index),
      `${block.text} overlaps ${other.text}; subnets must not overlap`,
    ),
  );
}

/** Connections of type staticExternal. Source: the vendor's webhooks. */
export function checkStaticExternals(scope: RuleScope): void {
  for (const connection of scope.desired('Connection')) {
    if (connectionType(connection.spec) !== 'staticExternal') continue;
    const end = valueAt(connection.spec, AT);
    checkNextHop(scope, connection, end);
    checkSubnets(scope, connection, end);
  }
}
