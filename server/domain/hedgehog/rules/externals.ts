import { textAt } from '#server/domain/hedgehog/json.ts';
import { looksLikeIpv6, parseCidr, type Cidr } from './cidr.ts';
import { eachOverlap } from './overlaps.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, type RuleObject } from './rule.ts';
import { hasEntriesAt, isObjectAt, textsAt } from './spec-values.ts';

const COMMUNITY = refused('external-community', 'External webhook: not a valid community');
const EXCLUSIVE = refused(
  'external-static-communities',
  'External webhook: communities must be empty when static is specified',
);
const PREFIXES = refused(
  'external-static-prefixes',
  'External webhook: at least one prefix must be specified',
);
const PREFIX = refused('external-static-prefix', 'External webhook: prefixes are CIDRs that do not overlap');

const HALF = '(?:0|[1-9]\\d{0,4})';
const COMMUNITIES = new RegExp(`^${HALF}:${HALF}$`);
const MOST = 65_535;

const isCommunity = (text: string): boolean =>
  COMMUNITIES.test(text) && text.split(':').every((half) => Number(half) <= MOST);

function checkStatic(scope: RuleScope, external: RuleObject): void {
  const at = ['spec', 'static', 'prefixes'];
  if (!hasEntriesAt(external.spec, 'static', 'prefixes'))
    scope.report(external, PREFIXES, at, 'is static and has no prefixes; at least one is expected');
  const blocks: (Cidr & { readonly index: number; readonly text: string })[] = [];
  for (const [index, text] of textsAt(external.spec, 'static', 'prefixes')) {
    const cidr = parseCidr(text);
    if (cidr !== null) blocks.push({ ...cidr, index, text });
    else if (!looksLikeIpv6(text))
      scope.report(external, PREFIX, [...at, index], `${text} is not a CIDR such as 0.0.0.0/0`);
  }
  eachOverlap(blocks, (block, other) =>
    scope.report(
      external,
      PREFIX,
      [...at, block.index],
      `${block.text} overlaps ${other.text}; prefixes must not overlap`,
    ),
  );
}

/** Externals: communities, or static prefixes. Source: the vendor's webhooks. */
export function checkExternals(scope: RuleScope): void {
  for (const external of scope.desired('External')) {
    const isStatic = isObjectAt(external.spec, 'static');
    for (const field of ['inboundCommunity', 'outboundCommunity']) {
      const community = textAt(external.spec, field);
      if (community === undefined) continue;
      if (isStatic)
        scope.report(
          external,
          EXCLUSIVE,
          ['spec', field],
          `is static and has a community; a static External has neither, remove ${field}`,
        );
      else if (!isCommunity(community))
        scope.report(
          external,
          COMMUNITY,
          ['spec', field],
          `${community} is not a community; two numbers of 0 to ${MOST} such as 50000:50001 are expected`,
        );
    }
    if (isStatic) checkStatic(scope, external);
  }
}
