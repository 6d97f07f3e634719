import type { JsonValue } from '#server/domain/resource.ts';
import { entriesAt, textAt, valueAt } from '#server/domain/hedgehog/json.ts';
import { isPrefix } from './cidr.ts';
import { SUBDOMAIN } from './names.ts';
import { whyNotPorts } from './port-range.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, type FieldPath, type RuleObject } from './rule.ts';
import { hasKeyAt, isBlankAt, objectsAt, textsAt } from './spec-values.ts';

const WORD = refused(
  'gateway-acl-word',
  'GatewayPeering webhook: invalid default action, action, protocol or name in ACL',
);
const DIRECTION = refused(
  'gateway-acl-direction',
  'GatewayPeering webhook: from and to match the two VPCs of the peering',
);
const MATCH = refused(
  'gateway-acl-match',
  'GatewayPeering webhook: at most one of cidr and vpcSubnet, invalid CIDR or port in ACL rule',
);
const SUBNET = refused(
  'gateway-acl-subnet-missing',
  'GatewayPeering webhook: VPC subnet referenced in ACL rule does not exist',
);

const DEFAULTS = ['deny', 'deny-unless-exposed'];
const ACTIONS = ['allow', 'deny'];
const PROTOCOLS: ReadonlySet<string> = new Set(['tcp', 'udp']);
const LONGEST_NAME = 64;

interface AclRule {
  readonly peering: RuleObject;
  readonly value: JsonValue;
  readonly path: FieldPath;
  readonly sides: readonly string[];
}

function checkWords(scope: RuleScope, { peering, value, path }: AclRule): void {
  const name = textAt(value, 'name');
  if (name !== undefined && (!SUBDOMAIN.test(name) || name.length > LONGEST_NAME))
    scope.report(
      peering,
      WORD,
      [...path, 'name'],
      `${name} is not a name of up to ${LONGEST_NAME} lowercase letters, digits, - and .`,
    );
  const action = valueAt(value, ['action']) ?? '';
  if (typeof action === 'string' && !ACTIONS.includes(action))
    scope.report(
      peering,
      WORD,
      [...path, 'action'],
      `action ${action === '' ? 'is missing' : `${action} is not known`}; ${ACTIONS.join(' or ')} is expected`,
    );
  const protocol = textAt(value, 'match', 'proto');
  if (protocol !== undefined && !PROTOCOLS.has(protocol) && !/^[+-]?\d+$/.test(protocol))
    scope.report(
      peering,
      WORD,
      [...path, 'match', 'proto'],
      `protocol ${protocol} is not known; tcp, udp or a number is expected`,
    );
}

function checkDirection(scope: RuleScope, { peering, value, path, sides }: AclRule): void {
  if (isBlankAt(value, 'from') && isBlankAt(value, 'to'))
    scope.report(peering, DIRECTION, path, 'has neither from nor to; at least one is expected');
  for (const field of ['from', 'to']) {
    const side = textAt(value, field);
    if (side !== undefined && sides.length === 2 && !sides.includes(side))
      scope.report(
        peering,
        DIRECTION,
        [...path, field],
        `${side} is not a side of this peering; ${sides.join(' or ')} is expected`,
      );
  }
}

/** The VPC that a match is about: from for src, to for dst; the one left out is the other side. */
function sideOf({ value, sides }: AclRule, list: 'src' | 'dst'): string | undefined {
  const own = textAt(value, list === 'src' ? 'from' : 'to');
  const other = textAt(value, list === 'src' ? 'to' : 'from');
  return own ?? sides.find((side) => side !== other);
}

function checkMatches(scope: RuleScope, rule: AclRule, list: 'src' | 'dst'): void {
  const { peering, value, path } = rule;
  const side = sideOf(rule, list) ?? '';
  const vpc = scope.find(peering, 'VPC', side);
  for (const [index, match] of objectsAt(value, 'match', list)) {
    const at = [...path, 'match', list, index];
    const cidr = textAt(match, 'cidr');
    const subnet = textAt(match, 'vpcSubnet');
    if (cidr !== undefined && subnet !== undefined)
      scope.report(peering, MATCH, at, 'has cidr and vpcSubnet; at most one of them is expected');
    if (cidr !== undefined && !isPrefix(cidr))
      scope.report(peering, MATCH, [...at, 'cidr'], `${cidr} is not a CIDR such as 10.0.1.0/24`);
    for (const [place, ports] of textsAt(match, 'ports')) {
      const why = whyNotPorts(ports);
      if (why !== null) scope.report(peering, MATCH, [...at, 'ports', place], why);
    }
    if (subnet === undefined) continue;
    if (side.startsWith('ext.'))
      scope.report(
        peering,
        SUBNET,
        [...at, 'vpcSubnet'],
        `names subnet ${subnet}, but ${side} is an External, which has none`,
      );
    else if (vpc !== undefined && !hasKeyAt(vpc.spec, subnet, 'subnets'))
      scope.report(peering, SUBNET, [...at, 'vpcSubnet'], `VPC ${vpc.name} has no subnet ${subnet}`);
  }
}

/** The access list of a GatewayPeering. Source: the vendor's webhooks. */
export function checkPeeringAcl(scope: RuleScope, peering: RuleObject): void {
  const word = textAt(peering.spec, 'acl', 'default');
  if (word !== undefined && !DEFAULTS.includes(word))
    scope.report(
      peering,
      WORD,
      ['spec', 'acl', 'default'],
      `${word} is not known; ${DEFAULTS.join(' or ')} is expected`,
    );
  const sides = entriesAt(peering.spec, 'peering').map(([side]) => side);
  for (const [index, value] of objectsAt(peering.spec, 'acl', 'rules')) {
    const rule = { peering, value, sides, path: ['spec', 'acl', 'rules', index] };
    checkWords(scope, rule);
    checkDirection(scope, rule);
    checkMatches(scope, rule, 'src');
    checkMatches(scope, rule, 'dst');
  }
}
