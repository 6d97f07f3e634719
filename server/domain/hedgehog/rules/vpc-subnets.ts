import type { JsonValue } from '#server/domain/resource.ts';
import { textAt } from '#server/domain/hedgehog/json.ts';
import {
  formatBlock,
  hasHostBits,
  holdsAddress,
  looksLikeIpv6,
  overlap,
  parseAddress,
  parseCidr,
  type Cidr,
} from './cidr.ts';
import { RESERVED_SUBNETS } from './fabric-defaults.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, warning, type FieldPath, type RuleObject } from './rule.ts';
import { hasEntriesAt, isBlankAt, isTrueAt, numberAt, objectEntriesAt } from './spec-values.ts';

const CIDR = refused('vpc-subnet-cidr', 'VPC webhook: missing subnet, failed to parse subnet');
const LENGTH = refused('vpc-subnet-prefix-length', 'VPC webhook: prefix length must be <= 30');
const RESERVED = warning(
  'vpc-subnet-reserved',
  'VPC webhook: subnet is reserved (FabricConfig reservedSubnets)',
);
const GATEWAY = refused('vpc-subnet-gateway', 'VPC webhook: gateway is not in the subnet');
const VLAN = refused('vpc-subnet-vlan', 'VPC webhook: vlan is required');
const HOST_DHCP = refused('vpc-host-bgp-dhcp', 'VPC webhook: dhcp should not be enabled for hostBGP subnets');
const HOST_ONLY = refused('vpc-host-bgp-only', 'VPC webhook: hostBGP prefixes on non-hostBGP subnet');
const HOST_LENGTH = refused('vpc-host-bgp-prefix-length', 'VPC webhook: hostBGP prefix lengths');
const HOST_PREFIX = refused('vpc-host-bgp-extra-prefix', 'VPC webhook: invalid hostBGP extra prefix');

const LONGEST_PREFIX = 30;
const HOST_LENGTH_DEFAULT = 32;
const MOST_EXTRA_PREFIXES = 100;

const RESERVED_BLOCKS = RESERVED_SUBNETS.flatMap((subnet) => parseCidr(subnet) ?? []);

/** One subnet of a VPC, with where it stands. */
export interface VpcSubnet {
  readonly vpc: RuleObject;
  readonly name: string;
  readonly value: JsonValue;
  readonly path: FieldPath;
}

export function subnetsOf(vpc: RuleObject): VpcSubnet[] {
  return objectEntriesAt(vpc.spec, 'subnets').map(([name, value]) => ({
    vpc,
    name,
    value,
    path: ['spec', 'subnets', name],
  }));
}

function checkCidr(scope: RuleScope, { vpc, value, path }: VpcSubnet): Cidr | null {
  const at = [...path, 'subnet'];
  const text = textAt(value, 'subnet');
  if (text === undefined) {
    if (isBlankAt(value, 'subnet'))
      scope.report(vpc, CIDR, at, 'has no CIDR; one such as 10.0.1.0/24 is expected');
    return null;
  }
  const cidr = parseCidr(text);
  if (cidr === null) {
    if (!looksLikeIpv6(text)) scope.report(vpc, CIDR, at, `${text} is not a CIDR such as 10.0.1.0/24`);
    return null;
  }
  if (cidr.length > LONGEST_PREFIX)
    scope.report(
      vpc,
      LENGTH,
      at,
      `${text} is too small; a prefix of /${LONGEST_PREFIX} or shorter is expected`,
    );
  const reserved = RESERVED_BLOCKS.find((block) => overlap(block, cidr));
  if (reserved !== undefined)
    scope.report(
      vpc,
      RESERVED,
      at,
      `${text} overlaps ${formatBlock(reserved)}, which the fabric keeps to itself by default`,
    );
  return cidr;
}

/** The gateway may be left out: the first address is filled in. */
function checkGateway(scope: RuleScope, { vpc, value, path }: VpcSubnet, cidr: Cidr | null): void {
  const text = textAt(value, 'gateway');
  if (text === undefined || looksLikeIpv6(text)) return;
  const address = parseAddress(text);
  const at = [...path, 'gateway'];
  if (address === null) scope.report(vpc, GATEWAY, at, `${text} is not an IP address such as 10.0.1.1`);
  else if (cidr !== null && !holdsAddress(cidr, address))
    scope.report(
      vpc,
      GATEWAY,
      at,
      `${text} is not in ${formatBlock(cidr)}; an address of the subnet is expected`,
    );
}

function checkLengths(
  scope: RuleScope,
  vpc: RuleObject,
  path: FieldPath,
  cidr: Cidr,
  [least, most]: readonly [number, number],
): void {
  if (least > most)
    scope.report(
      vpc,
      HOST_LENGTH,
      path,
      `the shortest prefix length, /${least}, is longer than the longest, /${most} (both are /${HOST_LENGTH_DEFAULT} unless given)`,
    );
  else if (most > HOST_LENGTH_DEFAULT)
    scope.report(vpc, HOST_LENGTH, path, `/${most} is longer than /${HOST_LENGTH_DEFAULT}`);
  else if (least < cidr.length)
    scope.report(vpc, HOST_LENGTH, path, `/${least} is shorter than ${formatBlock(cidr)} itself`);
}

function checkHostBgp(scope: RuleScope, { vpc, value, path }: VpcSubnet, cidr: Cidr | null): void {
  if (isTrueAt(value, 'dhcp', 'enable'))
    scope.report(
      vpc,
      HOST_DHCP,
      [...path, 'dhcp', 'enable'],
      'a hostBGP subnet has no DHCP; turn one of them off',
    );
  const lengths = [
    numberAt(value, 'hostBGPMinPrefixLen') || HOST_LENGTH_DEFAULT,
    numberAt(value, 'hostBGPMaxPrefixLen') || HOST_LENGTH_DEFAULT,
  ] as const;
  if (cidr !== null) checkLengths(scope, vpc, path, cidr, lengths);
  const extra = objectEntriesAt(value, 'hostBGPExtraPrefixes');
  if (extra.length > MOST_EXTRA_PREFIXES)
    scope.report(
      vpc,
      HOST_PREFIX,
      [...path, 'hostBGPExtraPrefixes'],
      `has ${extra.length} extra prefixes; at most ${MOST_EXTRA_PREFIXES} are expected`,
    );
  for (const [text, limits] of extra) {
    const at = [...path, 'hostBGPExtraPrefixes', text];
    const prefix = parseCidr(text);
    if (prefix === null || hasHostBits(prefix)) {
      const expected = prefix === null ? 'an IPv4 CIDR such as 10.9.0.0/24' : formatBlock(prefix);
      scope.report(vpc, HOST_PREFIX, at, `${text} is not a prefix; ${expected} is expected`);
    } else {
      checkLengths(scope, vpc, at, prefix, [
        numberAt(limits, 'minPrefixLen') || lengths[0],
        numberAt(limits, 'maxPrefixLen') || lengths[1],
      ]);
    }
  }
}

function checkPlain(scope: RuleScope, { vpc, value, path }: VpcSubnet): void {
  if (isBlankAt(value, 'vlan'))
    scope.report(
      vpc,
      VLAN,
      [...path, 'vlan'],
      'has no VLAN; one of the VLANNamespace is expected (only hostBGP subnets go without)',
    );
  const stray = hasEntriesAt(value, 'hostBGPExtraPrefixes')
    ? 'hostBGPExtraPrefixes'
    : ['hostBGPMinPrefixLen', 'hostBGPMaxPrefixLen'].find((field) => !isBlankAt(value, field));
  if (stray !== undefined)
    scope.report(
      vpc,
      HOST_ONLY,
      [...path, stray],
      `${stray} is for hostBGP subnets alone; set hostBGP or remove it`,
    );
}

/** Each subnet of a VPC by itself: CIDR, gateway, VLAN, hostBGP. Source: the vendor's webhooks. */
export function checkVpcSubnets(scope: RuleScope): void {
  for (const vpc of scope.desired('VPC')) {
    for (const subnet of subnetsOf(vpc)) {
      const cidr = checkCidr(scope, subnet);
      if (isTrueAt(subnet.value, 'hostBGP')) {
        checkHostBgp(scope, subnet, cidr);
      } else {
        checkGateway(scope, subnet, cidr);
        checkPlain(scope, subnet);
      }
    }
  }
}
