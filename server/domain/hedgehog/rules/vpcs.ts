import type { JsonValue } from '#server/domain/resource.ts';
import { entriesAt, isList, listAt, textAt, valueAt } from '#server/domain/hedgehog/json.ts';
import { hasHostBits, parseCidr, formatBlock, isPrefix } from './cidr.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, type RuleObject } from './rule.ts';
import { hasEntriesAt, objectsAt } from './spec-values.ts';

const MODE = refused('vpc-mode', 'VPC webhook: invalid mode, L3Flat mode is not supported yet');
const COUNT = refused('vpc-subnet-count', 'VPC webhook: at least one subnet is required, max is 20');
const PERMIT_SIZE = refused(
  'vpc-permit-size',
  'VPC webhook: each permit policy must have at least 2 subnets',
);
const PERMIT_SUBNET = refused('vpc-permit-subnet', 'VPC webhook: permit policy, subnet not found');
const PERMIT_TWICE = refused('vpc-permit-duplicate', 'VPC webhook: permit policy, duplicate subnets');
const ROUTE_PREFIX = refused('vpc-static-route-prefix', 'VPC webhook: static route, prefix');
const ROUTE_HOPS = refused('vpc-static-route-next-hops', 'VPC webhook: static route, at least one next hop');

const MOST_SUBNETS = 20;

function checkMode(scope: RuleScope, vpc: RuleObject): void {
  const mode = textAt(vpc.spec, 'mode');
  if (mode === undefined || mode === 'l3vni') return;
  const why =
    mode === 'l3flat'
      ? 'mode l3flat is not supported yet'
      : mode === 'l2vni'
        ? 'mode l2vni is spelled by leaving mode out'
        : `mode ${mode} is not known`;
  scope.report(vpc, MODE, ['spec', 'mode'], `${why}; expected is no mode (L2VNI) or l3vni`);
}

function checkPermit(scope: RuleScope, vpc: RuleObject): void {
  const subnets = new Set(entriesAt(vpc.spec, 'subnets').map(([name]) => name));
  for (const [index, policy] of listAt(vpc.spec, 'permit').entries()) {
    if (!isList(policy)) continue;
    const path = ['spec', 'permit', index];
    if (policy.length < 2)
      scope.report(
        vpc,
        PERMIT_SIZE,
        path,
        'a permit list names at least 2 subnets that may reach each other',
      );
    const seen = new Set<JsonValue>();
    for (const [place, name] of policy.entries()) {
      if (typeof name !== 'string') continue;
      if (!subnets.has(name))
        scope.report(vpc, PERMIT_SUBNET, [...path, place], `${name} is not a subnet of this VPC`);
      if (seen.has(name))
        scope.report(
          vpc,
          PERMIT_TWICE,
          [...path, place],
          `${name} is in this permit list twice; once is expected`,
        );
      seen.add(name);
    }
  }
}

function whyNotRoute(prefix: JsonValue): string | null {
  if (typeof prefix !== 'string') return null;
  if (prefix === '') return 'has no prefix; a CIDR such as 10.42.0.0/24 is expected';
  if (!isPrefix(prefix)) return `${prefix} is not a CIDR such as 10.42.0.0/24`;
  const cidr = parseCidr(prefix);
  return cidr !== null && hasHostBits(cidr)
    ? `${prefix} has host bits; ${formatBlock(cidr)} is expected`
    : null;
}

function checkRoutes(scope: RuleScope, vpc: RuleObject): void {
  for (const [index, route] of objectsAt(vpc.spec, 'staticRoutes')) {
    const path = ['spec', 'staticRoutes', index];
    const why = whyNotRoute(valueAt(route, ['prefix']) ?? '');
    if (why !== null) scope.report(vpc, ROUTE_PREFIX, [...path, 'prefix'], why);
    if (!hasEntriesAt(route, 'nextHops'))
      scope.report(vpc, ROUTE_HOPS, [...path, 'nextHops'], 'has no next hop; at least one is expected');
  }
}

/** A VPC but for its subnets: mode, permit lists, static routes. Source: the vendor's webhooks. */
export function checkVpcs(scope: RuleScope): void {
  for (const vpc of scope.desired('VPC')) {
    const count = entriesAt(vpc.spec, 'subnets').length;
    if (count === 0 || count > MOST_SUBNETS)
      scope.report(
        vpc,
        COUNT,
        ['spec', 'subnets'],
        `has ${count === 0 ? 'no' : count} subnets; 1 to ${MOST_SUBNETS} are expected`,
      );
    checkMode(scope, vpc);
    checkPermit(scope, vpc);
    checkRoutes(scope, vpc);
  }
}
