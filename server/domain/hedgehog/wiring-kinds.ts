import { connectionType } from './connection-type.ts';
import { items, text } from './column-values.ts';
import { column, wide, type KindEntry } from './kind.ts';

const WIRING_API = { group: 'wiring.githedgehog.com', version: 'v1beta1' } as const;
const operator = { tenant: false, controllerOwned: false, specIsSecret: false } as const;

/** Kinds of wiring.githedgehog.com: the hardware and how it is cabled. */
export const wiringKinds = {
  Switch: {
    kind: 'Switch',
    ...WIRING_API,
    plural: 'switches',
    shortNames: ['sw'],
    title: 'Switch',
    titlePlural: 'Switches',
    ...operator,
    order: 3,
    columns: [
      column('Profile', text('profile')),
      column('Role', text('role')),
      column('Description', text('description')),
      column('Groups', items('groups')),
      wide('Redundancy', text('redundancy', 'type')),
      wide('Boot', text('boot', 'mac')),
    ],
  },
  SwitchGroup: {
    kind: 'SwitchGroup',
    ...WIRING_API,
    plural: 'switchgroups',
    shortNames: ['sg'],
    title: 'Switch Group',
    titlePlural: 'Switch Groups',
    ...operator,
    order: 2,
    columns: [],
  },
  Server: {
    kind: 'Server',
    ...WIRING_API,
    plural: 'servers',
    shortNames: ['srv'],
    title: 'Server',
    titlePlural: 'Servers',
    ...operator,
    order: 3,
    columns: [column('Description', text('description'))],
  },
  ServerProfile: {
    kind: 'ServerProfile',
    ...WIRING_API,
    plural: 'serverprofiles',
    shortNames: [],
    title: 'Server Profile',
    titlePlural: 'Server Profiles',
    ...operator,
    order: 2,
    columns: [],
  },
  Connection: {
    kind: 'Connection',
    ...WIRING_API,
    plural: 'connections',
    shortNames: ['conn'],
    title: 'Connection',
    titlePlural: 'Connections',
    ...operator,
    order: 4,
    columns: [column('Type', (spec) => connectionType(spec) ?? '')],
  },
  VLANNamespace: {
    kind: 'VLANNamespace',
    ...WIRING_API,
    plural: 'vlannamespaces',
    shortNames: ['vlanns'],
    title: 'VLAN Namespace',
    titlePlural: 'VLAN Namespaces',
    ...operator,
    order: 2,
    columns: [column('Ranges', items('ranges'))],
  },
} as const satisfies Record<string, KindEntry>;
