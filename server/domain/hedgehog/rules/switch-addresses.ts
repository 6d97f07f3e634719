import { textAt } from '#server/domain/hedgehog/json.ts';
import { holdsAddress, looksLikeIpv6, parseCidr } from './cidr.ts';
import { FABRIC_DEFAULTS } from './fabric-defaults.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, warning, type Rule, type RuleObject } from './rule.ts';
import { eachShared, hold, type Holder, type Holders } from './shared-values.ts';
import { numberAt } from './spec-values.ts';
import { isLeaf, isMclagMember, isSpine } from './switches.ts';

const IP = refused('switch-ip', 'Switch webhook: parsing switch IP');
const HOST_IP = refused('switch-host-ip', 'Switch webhook: protocol IP and VTEP IP must be a /32');
const OUTSIDE = warning(
  'switch-ip-outside',
  'Switch webhook: IP is not in the management, protocol or VTEP subnet',
);
const IP_TAKEN = refused('device-ip-taken', 'Switch and Gateway webhooks: IP is already in use');
const ASN_TAKEN = refused('switch-asn-taken', 'Switch webhook: leaf ASN is already in use');
const ASN_RANGE = warning(
  'switch-asn-range',
  'Switch webhook: ASN is not within the fabric leaf ASN range, not the spine ASN',
);

interface AddressField {
  readonly field: string;
  /** Whether it is the address of one host, /32. */
  readonly host: boolean;
  readonly subnet: string;
}

const FIELDS: readonly AddressField[] = [
  { field: 'ip', host: false, subnet: FABRIC_DEFAULTS.managementSubnet },
  { field: 'protocolIP', host: true, subnet: FABRIC_DEFAULTS.protocolSubnet },
  { field: 'vtepIP', host: true, subnet: FABRIC_DEFAULTS.vtepSubnet },
];

const HOST_LENGTH = 32;

interface IpHolder extends Holder {
  readonly field: string;
  readonly text: string;
}

function checkFormat(scope: RuleScope, device: RuleObject, { field, host, subnet }: AddressField): void {
  const text = textAt(device.spec, field);
  if (text === undefined || looksLikeIpv6(text)) return;
  // A spine must not have one at all, said elsewhere.
  if (field === 'vtepIP' && !isLeaf(device)) return;
  const at = ['spec', field];
  const cidr = parseCidr(text);
  const rule: Rule = host ? HOST_IP : IP;
  if (cidr === null || (host && cidr.length !== HOST_LENGTH)) {
    scope.report(
      device,
      rule,
      at,
      `${text} is not an address with ${host ? `/${HOST_LENGTH}` : 'a prefix length'} such as ${host ? '172.30.8.1/32' : '172.30.0.8/21'}`,
    );
    return;
  }
  const expected = parseCidr(subnet);
  if (expected !== null && !holdsAddress(expected, cidr.address))
    scope.report(device, OUTSIDE, at, `${text} is not in the subnet for it, ${subnet} by default`);
}

function checkAsnRange(scope: RuleScope, device: RuleObject): void {
  const asn = numberAt(device.spec, 'asn');
  if (asn === undefined || asn === 0) return;
  const { spineAsn, leafAsnStart, leafAsnEnd } = FABRIC_DEFAULTS;
  if (isSpine(device) && asn !== spineAsn)
    scope.report(
      device,
      ASN_RANGE,
      ['spec', 'asn'],
      `${asn} is not the ASN of spines, ${spineAsn} by default`,
    );
  if (isLeaf(device) && (asn < leafAsnStart || asn > leafAsnEnd))
    scope.report(
      device,
      ASN_RANGE,
      ['spec', 'asn'],
      `${asn} is not among the ASNs of leaves, ${leafAsnStart}-${leafAsnEnd} by default`,
    );
}

/** Gateways have protocol and VTEP addresses out of the same subnets. */
function checkTaken(scope: RuleScope): void {
  const holders: Holders<IpHolder> = new Map();
  for (const object of [...scope.of('Switch'), ...scope.of('Gateway')]) {
    for (const { field } of FIELDS) {
      const text = textAt(object.spec, field);
      const cidr = parseCidr(text ?? '');
      if (text !== undefined && cidr !== null)
        hold(holders, `${object.namespace}/${field}/${cidr.address}`, {
          object,
          field,
          text,
          path: ['spec', field],
        });
    }
  }
  eachShared(holders, ({ object, field, text, path }, other) => {
    // The two members of an MCLAG pair share their VTEP.
    if (field === 'vtepIP' && object.kind === 'Switch' && (isMclagMember(object) || isSpine(object))) return;
    scope.report(
      object,
      IP_TAKEN,
      path,
      `${text} is the ${field} of ${other.object.kind} ${other.object.name} too; each device has its own`,
    );
  });
}

function checkAsns(scope: RuleScope): void {
  const holders: Holders<Holder & { readonly asn: number }> = new Map();
  for (const object of scope.of('Switch')) {
    const asn = numberAt(object.spec, 'asn');
    if (isLeaf(object) && asn !== undefined && asn !== 0)
      hold(holders, `${object.namespace}/${asn}`, { object, asn, path: ['spec', 'asn'] });
  }
  eachShared(holders, ({ object, path, asn }, other) => {
    if (!isMclagMember(object))
      scope.report(
        object,
        ASN_TAKEN,
        path,
        `${asn} is the ASN of ${other.object.name} too; each leaf has its own`,
      );
  });
}

/** ASNs and addresses of Switches, and what they share with Gateways. Source: the vendor's webhooks. */
export function checkSwitchAddresses(scope: RuleScope): void {
  for (const device of scope.desired('Switch')) {
    for (const field of FIELDS) checkFormat(scope, device, field);
    checkAsnRange(scope, device);
  }
  checkTaken(scope);
  checkAsns(scope);
}
