import { entriesAt, textAt } from '#server/domain/hedgehog/json.ts';
import { formatBlock, holdsBlock, parseCidr, type Cidr } from './cidr.ts';
import { eachOverlap } from './overlaps.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, warning, type FieldPath, type RuleObject } from './rule.ts';
import { eachShared, hold, type Holders } from './shared-values.ts';
import { isTrueAt, numberAt, textsAt } from './spec-values.ts';
import { vlanRangesOf } from './vlan-ranges.ts';
import { subnetsOf, type VpcSubnet } from './vpc-subnets.ts';

const OVERLAP = refused('vpc-subnet-overlap', 'VPC webhook: subnet overlaps');
const OUTSIDE = refused(
  'vpc-subnet-outside-namespace',
  "VPC webhook: vpc subnet doesn't belong to IPv4Namespace",
);
const SHRUNK = refused('ipv4-namespace-too-small', 'IPv4Namespace webhook: existing VPC subnets must fit');
const VLAN_TWICE = refused('vpc-vlan-duplicate', 'VPC webhook: duplicate subnet VLANs');
const VLAN_TAKEN = refused('vpc-vlan-taken', 'VPC webhook: vlan is already used by other VPC');
const VLAN_OUTSIDE = refused(
  'vpc-vlan-outside-namespace',
  "VPC webhook: vlan doesn't belong to the VLANNamespace",
);
const VLAN_SHRUNK = warning(
  'vlan-namespace-too-small',
  'VLANNamespace webhook: existing VPC VLANs should fit',
);

/** A block of addresses that a VPC takes out of its IPv4Namespace. */
interface Block extends Cidr {
  readonly subnet: VpcSubnet;
  readonly path: FieldPath;
  readonly text: string;
}

const spaceOf = (vpc: RuleObject, field: 'ipv4Namespace' | 'vlanNamespace'): string =>
  textAt(vpc.spec, field) ?? 'default';

function blocksOf(subnet: VpcSubnet): Block[] {
  const { value, path } = subnet;
  const own = textAt(value, 'subnet') ?? '';
  const extra = isTrueAt(value, 'hostBGP')
    ? entriesAt(value, 'hostBGPExtraPrefixes').map(([text]) => ({
        text,
        path: [...path, 'hostBGPExtraPrefixes', text],
      }))
    : [];
  return [{ text: own, path: [...path, 'subnet'] }, ...extra].flatMap((place) => {
    const cidr = parseCidr(place.text);
    return cidr === null ? [] : [{ ...cidr, ...place, subnet }];
  });
}

function checkOverlaps(scope: RuleScope, blocks: readonly Block[]): void {
  eachOverlap(blocks, ({ subnet, path, text }, other) => {
    const whose =
      other.subnet.vpc === subnet.vpc
        ? `subnet ${other.subnet.name} of this VPC`
        : `subnet ${other.subnet.name} of VPC ${other.subnet.vpc.name}`;
    scope.report(
      subnet.vpc,
      OVERLAP,
      path,
      `${text} overlaps ${other.text}, ${whose}; subnets in one IPv4Namespace must not overlap`,
    );
  });
}

/** Says it of the VPC or, where only the namespace is about to change, of the namespace. */
function checkInside(scope: RuleScope, { subnet, path, text, ...cidr }: Block): void {
  const { vpc } = subnet;
  const space = scope.find(vpc, 'IPv4Namespace', spaceOf(vpc, 'ipv4Namespace'));
  if (space === undefined) return;
  const subnets = textsAt(space.spec, 'subnets');
  // A namespace that does not parse is the namespace's own finding.
  const parsed = subnets.flatMap(([, outer]) => parseCidr(outer) ?? []);
  if (parsed.length < subnets.length || parsed.some((outer) => holdsBlock(outer, cidr))) return;
  const listed = parsed.map((outer) => formatBlock(outer)).join(', ') || 'nothing';
  if (vpc.desired)
    scope.report(vpc, OUTSIDE, path, `${text} is not in IPv4Namespace ${space.name}, which holds ${listed}`);
  else
    scope.report(
      space,
      SHRUNK,
      ['spec', 'subnets'],
      `no longer holds ${text}, subnet ${subnet.name} of VPC ${vpc.name}`,
    );
}

function checkVlanInside(scope: RuleScope, { vpc, name, value, path }: VpcSubnet): void {
  const vlan = numberAt(value, 'vlan');
  const space = scope.find(vpc, 'VLANNamespace', spaceOf(vpc, 'vlanNamespace'));
  if (vlan === undefined || vlan === 0 || space === undefined) return;
  const ranges = vlanRangesOf(space);
  if (ranges === null || ranges.some(({ first, last }) => first <= vlan && vlan <= last)) return;
  const listed = ranges.map(({ first, last }) => `${first}-${last}`).join(', ') || 'nothing';
  if (vpc.desired)
    scope.report(
      vpc,
      VLAN_OUTSIDE,
      [...path, 'vlan'],
      `VLAN ${vlan} is not in VLANNamespace ${space.name}, which holds ${listed}`,
    );
  else
    scope.report(
      space,
      VLAN_SHRUNK,
      ['spec', 'ranges'],
      `no longer holds VLAN ${vlan} of subnet ${name}, VPC ${vpc.name}`,
    );
}

interface VlanHolder {
  readonly object: RuleObject;
  readonly path: FieldPath;
  readonly subnet: string;
}

/** VLANs of one VPC, hostBGP subnets aside; the webhook does not compare those among themselves. */
function checkVlansWithin(scope: RuleScope, vpc: RuleObject, subnets: readonly VpcSubnet[]): void {
  const seen = new Map<number, string>();
  for (const { name, value, path } of subnets) {
    const vlan = numberAt(value, 'vlan');
    if (vlan === undefined || vlan === 0 || isTrueAt(value, 'hostBGP')) continue;
    const other = seen.get(vlan);
    if (other === undefined) seen.set(vlan, name);
    else
      scope.report(
        vpc,
        VLAN_TWICE,
        [...path, 'vlan'],
        `VLAN ${vlan} is that of subnet ${other} too; each subnet has its own`,
      );
  }
}

/**
 * What VPCs share: addresses of an IPv4Namespace and VLANs of a VLANNamespace. Source: the
 * vendor's webhooks of VPC and, for what is already there, of the two namespaces.
 */
export function checkVpcAddresses(scope: RuleScope): void {
  const spaces = new Map<string, Block[]>();
  const vlans: Holders<VlanHolder> = new Map();
  for (const vpc of scope.of('VPC')) {
    const subnets = subnetsOf(vpc);
    checkVlansWithin(scope, vpc, subnets);
    const blocks = subnets.flatMap((subnet) => blocksOf(subnet));
    for (const block of blocks) checkInside(scope, block);
    const space = `${vpc.namespace}/${spaceOf(vpc, 'ipv4Namespace')}`;
    const taken = spaces.get(space) ?? [];
    spaces.set(space, taken);
    taken.push(...blocks);
    for (const subnet of subnets) {
      if (!isTrueAt(subnet.value, 'hostBGP')) checkVlanInside(scope, subnet);
      const vlan = numberAt(subnet.value, 'vlan');
      if (vlan === undefined || vlan === 0) continue;
      const key = `${vpc.namespace}/${spaceOf(vpc, 'vlanNamespace')}/${vlan}`;
      hold(vlans, key, { object: vpc, path: [...subnet.path, 'vlan'], subnet: subnet.name });
    }
  }
  for (const blocks of spaces.values()) checkOverlaps(scope, blocks);
  eachShared(vlans, (holder, other, key) =>
    scope.report(
      holder.object,
      VLAN_TAKEN,
      holder.path,
      `VLAN ${key.slice(key.lastIndexOf('/') + 1)} is that of subnet ${other.subnet} of VPC ${other.object.name}; VLANs are used once in a VLANNamespace`,
    ),
  );
}
