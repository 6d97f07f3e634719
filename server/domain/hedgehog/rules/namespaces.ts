import { formatBlock, looksLikeIpv6, overlap, parseCidr, type Cidr } from './cidr.ts';
import { RESERVED_SUBNETS, RESERVED_VLANS } from './fabric-defaults.ts';
import { eachOverlap } from './overlaps.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, warning, type RuleObject } from './rule.ts';
import { textsAt } from './spec-values.ts';
import { vlanRangesOf } from './vlan-ranges.ts';

const SUBNET = refused('ipv4-namespace-cidr', 'IPv4Namespace webhook: failed to parse cidr');
const COUNT = warning(
  'ipv4-namespace-subnet-count',
  'IPv4Namespace webhook since v0.95: too many subnets, maximum is 10',
);
const OVERLAP = refused('ipv4-namespace-overlap', 'IPv4Namespace webhook: subnets overlap');
const RESERVED = warning(
  'ipv4-namespace-reserved',
  'IPv4Namespace webhook: subnets overlap with reserved subnets',
);
const RANGE = refused('vlan-namespace-range', 'VLANNamespace webhook: invalid range');
const RANGES_OVERLAP = refused('vlan-namespace-overlap', 'VLANNamespace webhook: ranges overlap');
const RANGE_RESERVED = warning(
  'vlan-namespace-reserved',
  'VLANNamespace webhook: ranges overlap with Fabric reserved VLANs',
);

const MOST_SUBNETS = 10;
const LAST_VLAN = 4_094;

const RESERVED_BLOCKS = RESERVED_SUBNETS.flatMap((subnet) => parseCidr(subnet) ?? []);

function checkIpv4Namespace(scope: RuleScope, space: RuleObject): void {
  const subnets = textsAt(space.spec, 'subnets');
  if (subnets.length > MOST_SUBNETS)
    scope.report(
      space,
      COUNT,
      ['spec', 'subnets'],
      `has ${subnets.length} subnets; Hedgehog takes at most ${MOST_SUBNETS} since 25.05`,
    );
  const blocks: (Cidr & { readonly index: number; readonly text: string })[] = [];
  for (const [index, text] of subnets) {
    const at = ['spec', 'subnets', index];
    const cidr = parseCidr(text);
    if (cidr === null) {
      if (!looksLikeIpv6(text)) scope.report(space, SUBNET, at, `${text} is not a CIDR such as 10.0.0.0/16`);
      continue;
    }
    blocks.push({ ...cidr, index, text });
    const reserved = RESERVED_BLOCKS.find((block) => overlap(block, cidr));
    if (reserved !== undefined)
      scope.report(
        space,
        RESERVED,
        at,
        `${text} overlaps ${formatBlock(reserved)}, which the fabric keeps to itself by default`,
      );
  }
  eachOverlap(blocks, (block, other) =>
    scope.report(
      space,
      OVERLAP,
      ['spec', 'subnets', block.index],
      `${block.text} overlaps ${other.text}; the subnets of a namespace must not overlap`,
    ),
  );
}

function checkVlanNamespace(scope: RuleScope, space: RuleObject): void {
  const ranges = vlanRangesOf(space) ?? [];
  const text = ({ first, last }: { first: number; last: number }): string =>
    first === last ? `VLAN ${first}` : `${first}-${last}`;
  const at = (index: number): (string | number)[] => ['spec', 'ranges', index];
  for (const range of ranges) {
    if (range.first < 1 || range.last > LAST_VLAN || range.first > range.last)
      scope.report(
        space,
        RANGE,
        at(range.index),
        `${range.first}-${range.last} is no range of VLANs; from and to within 1 and ${LAST_VLAN} are expected, from first`,
      );
    for (const reserved of RESERVED_VLANS) {
      if (range.first <= reserved.last && reserved.first <= range.last)
        scope.report(
          space,
          RANGE_RESERVED,
          at(range.index),
          `${text(range)} overlaps ${text(reserved)}, which the fabric keeps to itself by default (${reserved.name})`,
        );
    }
  }
  const sound = ranges.filter(({ first, last }) => first <= last);
  eachOverlap(sound, (range, other) =>
    scope.report(
      space,
      RANGES_OVERLAP,
      at(range.index),
      `${text(range)} overlaps ${text(other)}; each VLAN belongs to one range`,
    ),
  );
}

/** IPv4Namespaces and VLANNamespaces by themselves. Source: the vendor's webhooks. */
export function checkNamespaces(scope: RuleScope): void {
  for (const space of scope.desired('IPv4Namespace')) checkIpv4Namespace(scope, space);
  for (const space of scope.desired('VLANNamespace')) checkVlanNamespace(scope, space);
}
