import type { JsonValue } from '#server/domain/resource.ts';
import { isList, textAt, valueAt } from '#server/domain/hedgehog/json.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, warning, type FieldPath, type RuleObject } from './rule.ts';
import { hasKeyAt, isBlankAt, objectsAt, textsAt } from './spec-values.ts';

const TWO = refused('peering-two-vpcs', 'VPCPeering webhook: permit must have exactly 2 VPCs');
const SAME = refused('peering-same-vpcs', 'VPCPeering webhook: VPCPeering must have exactly 2 VPCs');
const SUBNET = refused('peering-subnet-missing', 'VPCPeering webhook: subnet not found in VPC');
const NO_SUBNETS = warning('peering-no-subnets', 'VPCPeering schema: subnets has at least 1 item');
const SPACE = refused(
  'peering-namespaces',
  'VPCPeering webhook: VPCs must be in the same IPv4 and VLAN namespace',
);
const REMOTE = warning(
  'peering-remote',
  'VPCPeering webhook since 26.03: remote field is deprecated and no longer supported',
);
const NAMES = refused(
  'external-peering-names',
  'ExternalPeering webhook: vpc.name and external.name are required',
);
const PREFIX = refused(
  'external-peering-prefix',
  'ExternalPeering webhook: external.prefixes.prefix is required',
);
const VPC_SUBNET = refused(
  'external-peering-subnet-missing',
  'ExternalPeering webhook: vpc does not have subnet',
);
const EXTERNAL_SPACE = warning('external-peering-namespaces', 'ExternalPeering webhook: same IPv4Namespace');

const spaceOf = (object: RuleObject, field: string): string => textAt(object.spec, field) ?? 'default';

function checkSubnets(
  scope: RuleScope,
  peering: RuleObject,
  {
    vpc,
    subnets,
    path,
  }: { readonly vpc: RuleObject; readonly subnets: JsonValue | undefined; readonly path: FieldPath },
): void {
  for (const [index, subnet] of textsAt(subnets)) {
    if (!hasKeyAt(vpc.spec, subnet, 'subnets'))
      scope.report(
        peering,
        peering.kind === 'VPCPeering' ? SUBNET : VPC_SUBNET,
        [...path, index],
        `VPC ${vpc.name} has no subnet ${subnet}`,
      );
  }
}

function checkSpaces(scope: RuleScope, peering: RuleObject, names: ReadonlySet<string>): void {
  const [left, right] = [...names].map((name) => scope.find(peering, 'VPC', name));
  if (left === undefined || right === undefined) return;
  for (const field of ['ipv4Namespace', 'vlanNamespace']) {
    const [a, b] = [spaceOf(left, field), spaceOf(right, field)];
    if (a !== b)
      scope.report(
        peering,
        SPACE,
        ['spec', 'permit'],
        `VPC ${left.name} has ${field} ${a}, VPC ${right.name} has ${b}; VPCs that are peered share theirs`,
      );
  }
}

function checkVpcPeering(scope: RuleScope, peering: RuleObject): void {
  const remote = textAt(peering.spec, 'remote');
  if (remote !== undefined)
    scope.report(
      peering,
      REMOTE,
      ['spec', 'remote'],
      'remote peering is deprecated; Hedgehog refuses it since 26.03',
    );
  const names = new Set<string>();
  let sound = true;
  for (const [index, policy] of objectsAt(peering.spec, 'permit')) {
    const vpcs = Object.keys(policy);
    const path = ['spec', 'permit', index];
    if (vpcs.length !== 2) {
      sound = false;
      scope.report(
        peering,
        TWO,
        path,
        `names ${vpcs.length === 0 ? 'no VPCs' : vpcs.join(', ')}; exactly two VPCs are expected`,
      );
    }
    for (const name of vpcs) {
      names.add(name);
      const subnets = valueAt(policy, [name, 'subnets']);
      const at = [...path, name, 'subnets'];
      if (isList(subnets) && subnets.length === 0)
        scope.report(
          peering,
          NO_SUBNETS,
          at,
          `lists no subnets of ${name}; {} instead of the list means all of them`,
        );
      const vpc = scope.find(peering, 'VPC', name);
      if (vpc !== undefined) checkSubnets(scope, peering, { vpc, subnets, path: at });
    }
  }
  if (!sound) return;
  if (names.size === 2) checkSpaces(scope, peering, names);
  else
    scope.report(
      peering,
      SAME,
      ['spec', 'permit'],
      `names ${names.size === 0 ? 'no VPCs' : [...names].join(', ')}; the same two VPCs are expected in every entry`,
    );
}

function checkExternalPeering(scope: RuleScope, peering: RuleObject): void {
  for (const side of ['vpc', 'external']) {
    if (isBlankAt(peering.spec, 'permit', side, 'name'))
      scope.report(
        peering,
        NAMES,
        ['spec', 'permit', side, 'name'],
        `names no ${side === 'vpc' ? 'VPC' : 'External'}; one is expected`,
      );
  }
  for (const [index, prefix] of objectsAt(peering.spec, 'permit', 'external', 'prefixes')) {
    if (isBlankAt(prefix, 'prefix'))
      scope.report(
        peering,
        PREFIX,
        ['spec', 'permit', 'external', 'prefixes', index, 'prefix'],
        'has no prefix; a CIDR such as 0.0.0.0/0 is expected',
      );
  }
  const vpc = scope.find(peering, 'VPC', textAt(peering.spec, 'permit', 'vpc', 'name') ?? '');
  if (vpc === undefined) return;
  const path = ['permit', 'vpc', 'subnets'];
  checkSubnets(scope, peering, { vpc, subnets: valueAt(peering.spec, path), path: ['spec', ...path] });
  const external = scope.find(peering, 'External', textAt(peering.spec, 'permit', 'external', 'name') ?? '');
  if (external === undefined) return;
  const [a, b] = [spaceOf(vpc, 'ipv4Namespace'), spaceOf(external, 'ipv4Namespace')];
  if (a !== b)
    scope.report(
      peering,
      EXTERNAL_SPACE,
      ['spec', 'permit'],
      `VPC ${vpc.name} has ipv4Namespace ${a}, External ${external.name} has ${b}; both sides share theirs`,
    );
}

/** VPCPeerings and ExternalPeerings. Source: the vendor's webhooks. */
export function checkPeerings(scope: RuleScope): void {
  for (const peering of scope.desired('VPCPeering')) checkVpcPeering(scope, peering);
  for (const peering of scope.desired('ExternalPeering')) checkExternalPeering(scope, peering);
}
