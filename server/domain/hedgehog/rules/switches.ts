import { listAt, textAt } from '#server/domain/hedgehog/json.ts';
import { eachOverlap } from './overlaps.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, warning, type RuleObject } from './rule.ts';
import { isBlankAt, textsAt } from './spec-values.ts';
import { vlanRangesOf } from './vlan-ranges.ts';

const BARE = warning('switch-not-hydrated', 'Switch webhook: ASN, IP, protocol IP and VTEP IP are required');
const PROFILE = refused('switch-profile', 'Switch webhook: profile is required');
const SPINE_VTEP = refused('switch-spine-vtep', 'Switch webhook: VTEP IP is not allowed for spine switches');
const REDUNDANCY = refused(
  'switch-redundancy',
  'Switch webhook: redundancy group without type, type without group',
);
const MCLAG = warning('switch-mclag', 'Switch webhook: MCLAG is deprecated and no longer supported');
const GROUP = refused('switch-group', 'Switch webhook: group name cannot be empty');
const VLANS = refused(
  'switch-vlan-namespaces-overlap',
  'Switch webhook: invalid VLANNamespaces, ranges overlap',
);

const REDUNDANCY_TYPES: ReadonlySet<string> = new Set(['mclag', 'eslag']);

export const isSpine = ({ spec }: RuleObject): boolean => textAt(spec, 'role') === 'spine';
export const isLeaf = ({ spec }: RuleObject): boolean => textAt(spec, 'role')?.endsWith('-leaf') ?? false;
export const isMclagMember = ({ spec }: RuleObject): boolean =>
  textAt(spec, 'redundancy', 'type') === 'mclag';

function checkHydration(scope: RuleScope, device: RuleObject): void {
  const fields = ['asn', 'ip', 'protocolIP', ...(isLeaf(device) ? ['vtepIP'] : [])];
  const missing = fields.filter((field) => isBlankAt(device.spec, field));
  if (missing.length > 0)
    scope.report(
      device,
      BARE,
      ['spec'],
      `lacks ${missing.join(', ')}; Hedgehog's webhooks demand them (hhfab build fills them in)`,
    );
}

function checkRedundancy(scope: RuleScope, device: RuleObject): void {
  const at = ['spec', 'redundancy'];
  const group = textAt(device.spec, 'redundancy', 'group');
  const type = textAt(device.spec, 'redundancy', 'type');
  if (type !== undefined && !REDUNDANCY_TYPES.has(type))
    scope.report(
      device,
      REDUNDANCY,
      [...at, 'type'],
      `redundancy type ${type} is not known; eslag is expected`,
    );
  if (type === undefined && group !== undefined && isBlankAt(device.spec, 'redundancy', 'type'))
    scope.report(
      device,
      REDUNDANCY,
      at,
      `has redundancy group ${group} without a type; both or none are expected`,
    );
  if (type !== undefined && group === undefined && isBlankAt(device.spec, 'redundancy', 'group'))
    scope.report(
      device,
      REDUNDANCY,
      at,
      `has redundancy type ${type} without a group; both or none are expected`,
    );
  if (type === 'mclag')
    scope.report(
      device,
      MCLAG,
      [...at, 'type'],
      'MCLAG is deprecated; Hedgehog no longer supports it, use eslag',
    );
}

/** The VLANs of all namespaces of a switch live side by side on it. */
function checkVlanNamespaces(scope: RuleScope, device: RuleObject): void {
  const named = textsAt(device.spec, 'vlanNamespaces');
  if (named.length < 2) return;
  const ranges = named.flatMap(([index, name]) => {
    const space = scope.find(device, 'VLANNamespace', name);
    // What overlaps within one namespace is that namespace's own finding.
    return space === undefined ? [] : (vlanRangesOf(space) ?? []).map((range) => ({ ...range, index, name }));
  });
  eachOverlap(
    ranges,
    (range, other) =>
      scope.report(
        device,
        VLANS,
        ['spec', 'vlanNamespaces', range.index],
        `VLANs ${range.first}-${range.last} of ${range.name} overlap ${other.first}-${other.last} of ${other.name}; the VLANNamespaces of a switch must not overlap`,
      ),
    ({ name }) => name,
  );
}

/** Switches but for the values of their addresses. Source: the vendor's webhooks. */
export function checkSwitches(scope: RuleScope): void {
  for (const device of scope.desired('Switch')) {
    checkHydration(scope, device);
    if (isBlankAt(device.spec, 'profile'))
      scope.report(
        device,
        PROFILE,
        ['spec', 'profile'],
        'names no profile; the name of a SwitchProfile is expected',
      );
    if (isSpine(device) && !isBlankAt(device.spec, 'vtepIP'))
      scope.report(device, SPINE_VTEP, ['spec', 'vtepIP'], 'is a spine, which has no VTEP IP; remove it');
    checkRedundancy(scope, device);
    for (const [index, group] of listAt(device.spec, 'groups').entries()) {
      if (group === '')
        scope.report(
          device,
          GROUP,
          ['spec', 'groups', index],
          'is empty; the name of a SwitchGroup is expected',
        );
    }
    checkVlanNamespaces(scope, device);
  }
}
