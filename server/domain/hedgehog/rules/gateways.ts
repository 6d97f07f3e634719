import type { JsonValue } from '#server/domain/resource.ts';
import { textAt } from '#server/domain/hedgehog/json.ts';
import { holdsAddress, parseAddress, parseCidr } from './cidr.ts';
import { macBytes } from './mac-format.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, warning, type RuleObject } from './rule.ts';
import { hasEntriesAt, isBlankAt, numberAt, objectEntriesAt, objectsAt, textsAt } from './spec-values.ts';

const BARE = warning(
  'gateway-not-hydrated',
  'Gateway webhook: ASN, IPs, VTEP MAC, interface IPs and neighbors must be set',
);
const IP = refused('gateway-ip', 'Gateway webhook: ProtocolIP and VTEPIP must be an IPv4 /32');
const MAC = refused('gateway-vtep-mac', 'Gateway webhook: VTEPMAC must be a unicast MAC address');
const INTERFACES = refused('gateway-interfaces', 'Gateway webhook: at least one interface must be defined');
const INTERFACE = refused(
  'gateway-interface',
  'Gateway webhook: interface name, PCI address, kernel name, IPs',
);
const NEIGHBOR = refused(
  'gateway-neighbor',
  'Gateway webhook: BGP neighbor must have an IPv4 address and an ASN',
);
const GROUPS = refused('gateway-groups', 'Gateway webhook: group is duplicate');
const WORKERS = refused('gateway-workers', 'Gateway webhook: workers should be between 1 and 64');

const HOST_LENGTH = 32;
const MOST_WORKERS = 64;
const INTERFACE_NAME = /^[a-zA-Z][a-zA-Z0-9_.-]{0,8}[a-zA-Z0-9]$/;
const PCI = /^[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/i;
const MULTICAST = parseCidr('224.0.0.0/4');
const LOOPBACK = parseCidr('127.0.0.0/8');

function checkAddresses(scope: RuleScope, gateway: RuleObject): void {
  for (const field of ['protocolIP', 'vtepIP']) {
    const text = textAt(gateway.spec, field);
    if (text === undefined) continue;
    const cidr = parseCidr(text);
    const isHost = cidr?.length === HOST_LENGTH;
    const special = [MULTICAST, LOOPBACK].some(
      (block) => block !== null && cidr !== null && holdsAddress(block, cidr.address),
    );
    if (!isHost || (field === 'vtepIP' && (special || cidr?.address === 0)))
      scope.report(
        gateway,
        IP,
        ['spec', field],
        `${text} is not the IPv4 address of one host, /${HOST_LENGTH}, such as 172.30.8.1/${HOST_LENGTH}`,
      );
  }
  const mac = textAt(gateway.spec, 'vtepMAC');
  if (mac === undefined) return;
  const bytes = macBytes(mac);
  const isGroup = ((bytes?.[0] ?? 0) & 1) === 1;
  if (bytes === null || isGroup || (bytes.length === 6 && bytes.every((byte) => byte === 0)))
    scope.report(
      gateway,
      MAC,
      ['spec', 'vtepMAC'],
      `${mac} is not the MAC address of one device, such as ca:fe:ba:be:00:01`,
    );
}

function checkInterface(scope: RuleScope, gateway: RuleObject, name: string, value: JsonValue): void {
  const at = ['spec', 'interfaces', name];
  const say = (path: readonly (string | number)[], message: string): void =>
    scope.report(gateway, INTERFACE, [...at, ...path], message);
  if (!INTERFACE_NAME.test(name))
    say([], `${name} is not an interface name of 2 to 10 characters such as enp2s1`);
  const pci = textAt(value, 'pci');
  const kernel = textAt(value, 'kernel');
  if (pci !== undefined && !PCI.test(pci)) say(['pci'], `${pci} is not a PCI address such as 0000:02:00.0`);
  if (pci !== undefined && kernel !== undefined)
    say([], 'has a PCI address and a kernel name; one of them is expected');
  if (kernel !== undefined && !INTERFACE_NAME.test(kernel))
    say(['kernel'], `${kernel} is not an interface name of 2 to 10 characters`);
  if (kernel === name) say(['kernel'], `${kernel} is the name of the interface itself; another is expected`);
  for (const [index, ip] of textsAt(value, 'ips')) {
    if (parseCidr(ip) === null)
      say(['ips', index], `${ip} is not an IPv4 address with a prefix length such as 172.30.128.1/31`);
  }
}

function checkNeighbors(scope: RuleScope, gateway: RuleObject): void {
  for (const [index, neighbor] of objectsAt(gateway.spec, 'neighbors')) {
    const at = ['spec', 'neighbors', index];
    const text = textAt(neighbor, 'ip');
    const address = parseAddress(text ?? '');
    const special =
      address === 0 || (address !== null && MULTICAST !== null && holdsAddress(MULTICAST, address));
    if (text === undefined ? isBlankAt(neighbor, 'ip') : address === null || special)
      scope.report(
        gateway,
        NEIGHBOR,
        [...at, 'ip'],
        `${text ?? 'nothing'} is no address of a neighbor; an IPv4 address of one host is expected`,
      );
    if (isBlankAt(neighbor, 'asn'))
      scope.report(gateway, NEIGHBOR, [...at, 'asn'], 'has no ASN; a number is expected');
  }
}

function checkGroups(scope: RuleScope, gateway: RuleObject): void {
  const seen = new Set<string>();
  for (const [index, group] of objectsAt(gateway.spec, 'groups')) {
    const name = textAt(group, 'name');
    if (name === undefined) continue;
    if (seen.has(name))
      scope.report(
        gateway,
        GROUPS,
        ['spec', 'groups', index, 'name'],
        `${name} is in the list twice; once is expected`,
      );
    seen.add(name);
  }
}

function missingFields({ spec }: RuleObject): string[] {
  const fields = ['asn', 'protocolIP', 'vtepIP', 'vtepMAC'].filter((field) => isBlankAt(spec, field));
  const bare = objectEntriesAt(spec, 'interfaces').filter(([, value]) => !hasEntriesAt(value, 'ips'));
  return [
    ...fields,
    ...(hasEntriesAt(spec, 'neighbors') ? [] : ['neighbors']),
    ...bare.map(([name]) => `interfaces.${name}.ips`),
  ];
}

/** Gateways; uniqueness of their addresses is with the Switches'. Source: the vendor's webhooks. */
export function checkGateways(scope: RuleScope): void {
  for (const gateway of scope.desired('Gateway')) {
    const missing = missingFields(gateway);
    if (missing.length > 0)
      scope.report(
        gateway,
        BARE,
        ['spec'],
        `lacks ${missing.join(', ')}; Hedgehog's webhooks demand them (hhfab build fills them in)`,
      );
    const interfaces = objectEntriesAt(gateway.spec, 'interfaces');
    if (interfaces.length === 0)
      scope.report(
        gateway,
        INTERFACES,
        ['spec', 'interfaces'],
        'has no interfaces; at least one is expected',
      );
    for (const [name, value] of interfaces) checkInterface(scope, gateway, name, value);
    checkAddresses(scope, gateway);
    checkNeighbors(scope, gateway);
    checkGroups(scope, gateway);
    const workers = numberAt(gateway.spec, 'workers');
    if (workers !== undefined && (workers < 0 || workers > MOST_WORKERS))
      scope.report(
        gateway,
        WORKERS,
        ['spec', 'workers'],
        `${workers} is out of range; 1 to ${MOST_WORKERS} is expected`,
      );
  }
}
