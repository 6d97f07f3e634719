import { canonicalMac } from '#server/domain/hedgehog/mac-address.ts';
import { textAt } from '#server/domain/hedgehog/json.ts';
import {
  formatAddress,
  formatBlock,
  holdsAddress,
  isAddress,
  isPrefix,
  looksLikeIpv6,
  parseAddress,
  parseCidr,
  type Cidr,
} from './cidr.ts';
import { isMac } from './mac-format.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused } from './rule.ts';
import {
  hasEntriesAt,
  isBlankAt,
  isTrueAt,
  numberAt,
  objectEntriesAt,
  objectsAt,
  textsAt,
} from './spec-values.ts';
import { subnetsOf, type VpcSubnet } from './vpc-subnets.ts';

const RELAY = refused('dhcp-relay', 'VPC webhook: dhcp relay and dhcp server, failed to parse dhcp relay');
const RELAY_VPC = refused(
  'dhcp-relay-vpc',
  'VPC webhook: dhcp relay VPC specified but dhcp relay is not enabled',
);
const RANGE = refused('dhcp-range', 'VPC webhook: dhcp range start and end');
const OPTIONS = refused('dhcp-options', 'VPC webhook: dhcp options');
const ROUTES = refused('dhcp-advertised-routes', 'VPC webhook: advertised route');
const STATIC_OFF = refused(
  'dhcp-static-off',
  'VPC webhook: static IPs are not supported when DHCP is disabled',
);
const STATIC = refused('dhcp-static', 'VPC webhook: static IP');
const STATIC_TWICE = refused(
  'dhcp-static-duplicate',
  'VPC webhook: static IP is already assigned to another MAC',
);

const LEAST_MTU = 96;
const MOST_MTU = 9_036;

/** A subnet whose CIDR is known, with the addresses that DHCP must not give away. */
interface Served extends VpcSubnet {
  readonly cidr: Cidr;
  readonly gateway: number | null;
}

function checkRelay(scope: RuleScope, { vpc, value, path }: VpcSubnet): void {
  const relay = textAt(value, 'dhcp', 'relay');
  if (relay === undefined) {
    const relayVpc = textAt(value, 'dhcp', 'relayVPC');
    if (relayVpc !== undefined)
      scope.report(
        vpc,
        RELAY_VPC,
        [...path, 'dhcp', 'relayVPC'],
        `names VPC ${relayVpc} without a relay; set dhcp.relay too, or remove it`,
      );
    return;
  }
  const at = [...path, 'dhcp', 'relay'];
  if (!isPrefix(relay))
    scope.report(vpc, RELAY, at, `${relay} is not an address with a prefix length such as 10.0.0.5/32`);
  if (isTrueAt(value, 'dhcp', 'enable'))
    scope.report(
      vpc,
      RELAY,
      at,
      'DHCP is served and relayed at once; turn dhcp.enable off or remove the relay',
    );
}

function checkEnd(scope: RuleScope, served: Served, end: 'start' | 'end'): number | null {
  const { vpc, value, path, cidr, gateway } = served;
  const filled = end === 'start' ? cidr.first + 2 : cidr.last;
  const text = textAt(value, 'dhcp', 'range', end) ?? formatAddress(filled);
  if (looksLikeIpv6(text)) return null;
  const address = parseAddress(text);
  const why =
    address === null
      ? 'is not an IP address'
      : !holdsAddress(cidr, address)
        ? `is not in ${formatBlock(cidr)}`
        : address === cidr.first
          ? `is the address of the network ${formatBlock(cidr)} itself`
          : address === gateway
            ? 'is the gateway'
            : null;
  if (why !== null)
    scope.report(
      vpc,
      RANGE,
      [...path, 'dhcp', 'range', end],
      `${text} ${why}; an address of the subnet for hosts is expected`,
    );
  return address;
}

function checkRange(scope: RuleScope, served: Served): void {
  const start = checkEnd(scope, served, 'start');
  const end = checkEnd(scope, served, 'end');
  if (start !== null && end !== null && start >= end)
    scope.report(
      served.vpc,
      RANGE,
      [...served.path, 'dhcp', 'range'],
      `begins at ${formatAddress(start)}, not before its end ${formatAddress(end)}`,
    );
}

function checkOptions(scope: RuleScope, { vpc, value, path, cidr }: Served): void {
  const at = [...path, 'dhcp', 'options'];
  for (const field of ['dnsServers', 'timeServers']) {
    for (const [index, server] of textsAt(value, 'dhcp', 'options', field)) {
      if (!isAddress(server))
        scope.report(
          vpc,
          OPTIONS,
          [...at, field, index],
          `${server} is not an IP address; names are not taken here`,
        );
    }
  }
  const mtu = numberAt(value, 'dhcp', 'options', 'interfaceMTU');
  if (mtu !== undefined && mtu !== 0 && (mtu < LEAST_MTU || mtu > MOST_MTU))
    scope.report(
      vpc,
      OPTIONS,
      [...at, 'interfaceMTU'],
      `${mtu} is out of range; ${LEAST_MTU} to ${MOST_MTU} is expected`,
    );
  const lease = numberAt(value, 'dhcp', 'options', 'leaseTimeSeconds');
  if (lease !== undefined && lease < 0)
    scope.report(
      vpc,
      OPTIONS,
      [...at, 'leaseTimeSeconds'],
      `${lease} is out of range; at least 1 second is expected`,
    );
  for (const [index, route] of objectsAt(value, 'dhcp', 'options', 'advertisedRoutes')) {
    const here = [...at, 'advertisedRoutes', index];
    const destination = textAt(route, 'destination');
    const gateway = textAt(route, 'gateway');
    if (destination === undefined ? isBlankAt(route, 'destination') : !isPrefix(destination))
      scope.report(
        vpc,
        ROUTES,
        [...here, 'destination'],
        `${destination ?? 'nothing'} is no destination; a CIDR such as 10.9.0.0/24 is expected`,
      );
    const address = gateway === undefined ? null : parseAddress(gateway);
    if (
      gateway === undefined
        ? isBlankAt(route, 'gateway')
        : address === null
          ? !isAddress(gateway)
          : !holdsAddress(cidr, address)
    )
      scope.report(
        vpc,
        ROUTES,
        [...here, 'gateway'],
        `${gateway ?? 'nothing'} is no gateway; an address in ${formatBlock(cidr)} is expected`,
      );
  }
}

function whyNotStatic(address: number | null, { cidr, gateway }: Served): string | null {
  if (address === null) return 'is not an IP address';
  if (!holdsAddress(cidr, address)) return `is not in ${formatBlock(cidr)}`;
  if (address === cidr.first) return 'is the address of the network';
  if (address === gateway) return 'is the gateway';
  return address === cidr.last ? 'is the broadcast address' : null;
}

function checkStatic(scope: RuleScope, served: Served): void {
  const { vpc, value, path } = served;
  const macs = new Map<string, string>();
  for (const [mac, lease] of objectEntriesAt(value, 'dhcp', 'static')) {
    const at = [...path, 'dhcp', 'static', mac];
    if (!isMac(mac)) scope.report(vpc, STATIC, at, `${mac} is not a MAC address such as 0c:20:12:ff:00:01`);
    const ip = textAt(lease, 'ip');
    if (ip === undefined) {
      if (isBlankAt(lease, 'ip'))
        scope.report(vpc, STATIC, [...at, 'ip'], 'has no address; one of the subnet is expected');
      continue;
    }
    if (looksLikeIpv6(ip)) continue;
    const why = whyNotStatic(parseAddress(ip), served);
    if (why !== null)
      scope.report(
        vpc,
        STATIC,
        [...at, 'ip'],
        `${ip} ${why}; an address of the subnet for hosts is expected`,
      );
    const other = macs.get(ip);
    if (other === undefined) macs.set(ip, canonicalMac(mac));
    else if (other !== canonicalMac(mac))
      scope.report(
        vpc,
        STATIC_TWICE,
        [...at, 'ip'],
        `${ip} is already kept for ${other}; each address goes to one MAC`,
      );
  }
}

/** DHCP of VPC subnets. Source: the vendor's webhooks; what the webhook itself removes is not judged. */
export function checkVpcDhcp(scope: RuleScope): void {
  for (const vpc of scope.desired('VPC')) {
    for (const subnet of subnetsOf(vpc)) {
      const { value, path } = subnet;
      checkRelay(scope, subnet);
      if (!isTrueAt(value, 'dhcp', 'enable')) {
        if (hasEntriesAt(value, 'dhcp', 'static'))
          scope.report(
            vpc,
            STATIC_OFF,
            [...path, 'dhcp', 'static'],
            'keeps addresses for MACs while DHCP is off; turn dhcp.enable on or remove them',
          );
        continue;
      }
      const cidr = parseCidr(textAt(value, 'subnet') ?? '');
      if (cidr === null) continue;
      const gateway = parseAddress(textAt(value, 'gateway') ?? formatAddress(cidr.first + 1));
      const served = { ...subnet, cidr, gateway };
      checkRange(scope, served);
      checkOptions(scope, served);
      checkStatic(scope, served);
    }
  }
}
