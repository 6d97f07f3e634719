import type { JsonValue } from '#server/domain/resource.ts';
import { entriesAt, listAt, textAt, valueAt } from '#server/domain/hedgehog/json.ts';
import { holdsBlock, isPrefix, parseCidr } from './cidr.ts';
import { checkPeeringAcl } from './gateway-acl.ts';
import { checkNat, natForms } from './gateway-nat.ts';
import { checkExposedOverlaps } from './gateway-overlaps.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, type FieldPath, type RuleObject } from './rule.ts';
import { hasEntriesAt, hasKeyAt, isBlankAt, isObjectAt, isTrueAt, objectsAt } from './spec-values.ts';

const TWO = refused('gateway-peering-two', 'GatewayPeering webhook: peering must have exactly 2 VPCs');
const ALONE = refused(
  'gateway-peering-default',
  'GatewayPeering webhook: default flag should be the only thing set in expose',
);
const IPS = refused('gateway-peering-ips', 'GatewayPeering webhook: at least one IP block must be specified');
const BLOCK = refused(
  'gateway-peering-block',
  'GatewayPeering webhook: exactly one of cidr, not or vpcSubnet; exactly one of cidr or not',
);
const CIDR = refused('gateway-peering-cidr', 'GatewayPeering webhook: invalid CIDR in peering expose');
const EXTERNAL = refused(
  'gateway-peering-external-subnet',
  'GatewayPeering webhook: external cannot have an IP block with VPC Subnets',
);
const OUTSIDE = refused('gateway-peering-outside-vpc', 'GatewayPeering webhook: CIDR is not part of VPC');
const SUBNET = refused(
  'gateway-peering-subnet-missing',
  'GatewayPeering webhook: VPC subnet does not exist in VPC',
);
const AS = refused(
  'gateway-peering-as-nat',
  'GatewayPeering webhook: expose.As and expose.NAT must both be set or both be empty',
);
const NAT_SIDES = refused(
  'gateway-peering-nat-sides',
  'GatewayPeering webhook: only one side of a peering can use stateful NAT',
);

const EXTERNAL_PREFIX = 'ext.';

/** One entry of an expose list, with whose side it is. */
interface Expose {
  readonly peering: RuleObject;
  readonly side: string;
  readonly value: JsonValue;
  readonly path: FieldPath;
}

function checkBlock(
  scope: RuleScope,
  { peering, side, path }: Expose,
  block: JsonValue,
  list: 'ips' | 'as',
  index: number,
): void {
  const at = [...path, list, index];
  const forms = list === 'ips' ? ['cidr', 'not', 'vpcSubnet'] : ['cidr', 'not'];
  const set = forms.filter((form) => !isBlankAt(block, form));
  if (set.length !== 1)
    scope.report(
      peering,
      BLOCK,
      at,
      `has ${set.length === 0 ? 'none' : set.join(' and ')} of ${forms.join(', ')}; exactly one is expected`,
    );
  for (const form of ['cidr', 'not']) {
    const text = textAt(block, form);
    if (text !== undefined && !isPrefix(text))
      scope.report(peering, CIDR, [...at, form], `${text} is not a CIDR such as 10.0.1.0/24`);
  }
  if (list === 'as') return;
  const subnet = textAt(block, 'vpcSubnet');
  if (side.startsWith(EXTERNAL_PREFIX)) {
    if (subnet !== undefined)
      scope.report(
        peering,
        EXTERNAL,
        [...at, 'vpcSubnet'],
        `names a VPC subnet on the side of External ${side.slice(EXTERNAL_PREFIX.length)}; a cidr is expected`,
      );
    return;
  }
  const vpc = scope.find(peering, 'VPC', side);
  if (vpc === undefined) return;
  if (subnet !== undefined && !hasKeyAt(vpc.spec, subnet, 'subnets'))
    scope.report(peering, SUBNET, [...at, 'vpcSubnet'], `VPC ${side} has no subnet ${subnet}`);
  const cidr = parseCidr(textAt(block, 'cidr') ?? '');
  const subnets = entriesAt(vpc.spec, 'subnets').map(([, value]) => parseCidr(textAt(value, 'subnet') ?? ''));
  if (cidr !== null && !subnets.some((outer) => outer === null || holdsBlock(outer, cidr)))
    scope.report(
      peering,
      OUTSIDE,
      [...at, 'cidr'],
      `${textAt(block, 'cidr')} is not in any subnet of VPC ${side}`,
    );
}

function checkExpose(scope: RuleScope, expose: Expose): void {
  const { peering, value, path } = expose;
  const isDefault = isTrueAt(value, 'default');
  const hasNat = isObjectAt(value, 'nat');
  if (isDefault && (hasEntriesAt(value, 'ips') || hasEntriesAt(value, 'as') || hasNat))
    scope.report(peering, ALONE, path, 'is the default destination and exposes more; default stands alone');
  if (!isDefault && !hasEntriesAt(value, 'ips'))
    scope.report(peering, IPS, [...path, 'ips'], 'exposes nothing; at least one entry is expected');
  for (const list of ['ips', 'as'] as const) {
    for (const [index, block] of objectsAt(value, list)) checkBlock(scope, expose, block, list, index);
  }
  if (hasEntriesAt(value, 'as') !== hasNat)
    scope.report(
      peering,
      AS,
      path,
      hasNat
        ? 'has nat without as; both or none are expected'
        : 'has as without nat; both or none are expected',
    );
  if (hasNat) checkNat(scope, peering, valueAt(value, ['nat']), [...path, 'nat']);
}

/** Translation that keeps state works on one side, and not against the static kind on the other. */
function checkNatSides(scope: RuleScope, peering: RuleObject): void {
  const [left, right] = entriesAt(peering.spec, 'peering').map(
    ([, side]) => new Set(listAt(side, 'expose').flatMap((expose) => natForms(valueAt(expose, ['nat'])))),
  );
  if (left === undefined || right === undefined) return;
  const isStateful = (forms: ReadonlySet<string>): boolean =>
    forms.has('masquerade') || forms.has('portForward');
  const mixed = (isStateful(left) && right.has('static')) || (isStateful(right) && left.has('static'));
  if ((isStateful(left) && isStateful(right)) || mixed)
    scope.report(
      peering,
      NAT_SIDES,
      ['spec', 'peering'],
      `${mixed ? 'one side has masquerade or portForward and the other static' : 'both sides have masquerade or portForward'}; with those on one side, the other has no translation`,
    );
}

/** GatewayPeerings. Source: the vendor's webhooks. */
export function checkGatewayPeerings(scope: RuleScope): void {
  for (const peering of scope.desired('GatewayPeering')) {
    const sides = entriesAt(peering.spec, 'peering');
    if (sides.length !== 2)
      scope.report(
        peering,
        TWO,
        ['spec', 'peering'],
        `names ${sides.map(([side]) => side).join(', ') || 'no VPCs'}; exactly two are expected`,
      );
    for (const [side, entry] of sides) {
      for (const [index, value] of objectsAt(entry, 'expose'))
        checkExpose(scope, { peering, side, value, path: ['spec', 'peering', side, 'expose', index] });
    }
    checkNatSides(scope, peering);
    checkPeeringAcl(scope, peering);
  }
  checkExposedOverlaps(scope);
}
