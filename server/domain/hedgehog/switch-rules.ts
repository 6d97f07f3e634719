import { childObject, fillIn, isBlank, sortTexts, type MutableObject } from './mutable-json.ts';
import { pathTree } from './path-tree.ts';
import type { SpecRules } from './spec-form.ts';

const SPEED_MAPS = ['portGroupSpeeds', 'portSpeeds'] as const;
const SPEED_PREFIX = 'SPEED_';

function stripSpeedPrefix(speeds: MutableObject | undefined): void {
  if (speeds === undefined) return;
  for (const [port, speed] of Object.entries(speeds)) {
    if (typeof speed === 'string' && speed.startsWith(SPEED_PREFIX))
      speeds[port] = speed.slice(SPEED_PREFIX.length);
  }
}

/** The redundancy group is one of the groups, whether the source lists it or not. */
function addRedundancyGroup(spec: MutableObject): void {
  const group = childObject(spec, 'redundancy')?.['group'];
  if (typeof group !== 'string' || group === '') return;
  const groups = Array.isArray(spec['groups']) ? spec['groups'] : [];
  if (!groups.includes(group)) spec['groups'] = [...groups, group];
  sortTexts(spec, 'groups');
}

export const switchRules: SpecRules = {
  rewrite: (spec) => {
    for (const field of SPEED_MAPS) stripSpeedPrefix(childObject(spec, field));
    sortTexts(spec, 'groups');
    sortTexts(spec, 'vlanNamespaces');
    // The webhook turns "10m" into a point in time and deletes it when it has passed: never comparable.
    delete spec['portLocators'];
  },
  fill: (spec) => {
    addRedundancyGroup(spec);
    if (isBlank(spec['vlanNamespaces'])) spec['vlanNamespaces'] = ['default'];
    // The CRD's own defaults, filled once the struct is there; 0 s of recovery means never.
    const flaps = childObject(spec, 'linkFlapErrDisable');
    fillIn(flaps, 'flapThreshold', 3);
    fillIn(flaps, 'samplingInterval', 30);
    if (flaps !== undefined) flaps['recoveryInterval'] ??= 300;
  },
  paths: pathTree({
    kept: [
      'portGroupSpeeds.*',
      'portSpeeds.*',
      'portBreakouts.*',
      'portAutoNegs.*',
      'portFECs.*',
      'portLinkTrainings.*',
      // Its presence alone brings the CRD's defaults.
      'linkFlapErrDisable',
      'linkFlapErrDisable.recoveryInterval',
    ],
    sorted: ['groups', 'vlanNamespaces'],
  }),
};
