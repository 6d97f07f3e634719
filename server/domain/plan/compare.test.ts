import { describe, expect, it } from 'vitest';
import type {
  DesiredResource,
  JsonObject,
  LiveResource,
  ManagedFieldsEntry,
} from '#server/domain/resource.ts';
import { compareResource } from './compare.ts';
import { pathText } from './path-text.ts';

type Side = { spec?: JsonObject; labels?: Record<string, string>; annotations?: Record<string, string> };

function desired(kind: string, side: Side): DesiredResource {
  return {
    apiVersion: 'vpc.githedgehog.com/v1beta1',
    kind,
    namespace: 'default',
    name: 'x',
    spec: side.spec ?? {},
    labels: side.labels ?? {},
    annotations: side.annotations ?? {},
  };
}

function live(kind: string, side: Side, managedFields: readonly ManagedFieldsEntry[] = []): LiveResource {
  return { ...desired(kind, side), uid: 'u', resourceVersion: '1', managedFields };
}

/** FieldsV1 as our manager's server-side apply leaves it. */
const ours = (fields: JsonObject): ManagedFieldsEntry[] => [
  { manager: 'fabric-sync', operation: 'Apply', fields },
];

/** `spec.vlan: 5 → 6` with the live value left, the desired one right; · = not there. */
function differences(
  kind: string,
  want: Side,
  have: Side,
  managedFields: readonly ManagedFieldsEntry[] = [],
): string[] {
  return compareResource(desired(kind, want), live(kind, have, managedFields)).map((change) => {
    const shown = (value: unknown): string => (value === undefined ? '·' : JSON.stringify(value));
    return `${pathText(change.path)}: ${shown(change.live)} → ${shown(change.desired)}`;
  });
}

const subnet = { subnet: '10.0.1.0/24', vlan: 1001 };

describe('fields that desired sets', () => {
  it.each<[string, string, JsonObject, JsonObject, string[]]>([
    [
      'equal',
      'VPC',
      { subnets: { s: subnet } },
      { subnets: { s: { ...subnet, gateway: '10.0.1.1', dhcp: {} } } },
      [],
    ],
    [
      'a value',
      'VPC',
      { subnets: { s: subnet } },
      { subnets: { s: { ...subnet, vlan: 7 } } },
      ['spec.subnets.s.vlan: 7 → 1001'],
    ],
    ['a value that is gone', 'Server', { description: 'a' }, {}, ['spec.description: · → "a"']],
    [
      'a whole entry that is gone, said once',
      'VPC',
      { subnets: { s: subnet, t: subnet } },
      { subnets: { s: subnet } },
      [`spec.subnets.t: · → ${JSON.stringify(subnet)}`],
    ],
    [
      'an explicit false against true',
      'VPCAttachment',
      { nativeVLAN: false },
      { nativeVLAN: true },
      ['spec.nativeVLAN: true → false'],
    ],
    ['an explicit false against nothing', 'VPCAttachment', { nativeVLAN: false }, {}, []],
    [
      'an explicit empty list against a full one',
      'VPC',
      { permit: [] },
      { permit: [['a', 'b']] },
      ['spec.permit: [["a","b"]] → []'],
    ],
    ['an explicit empty list against nothing', 'VPC', { permit: [] }, {}, []],
    ['an empty object sets nothing', 'Switch', { ecmp: {} }, { ecmp: { roceQPN: true } }, []],
    ['null sets nothing', 'Server', { description: null }, { description: 'theirs' }, []],
    ['an explicit default', 'VPC', { mode: 'l2vni' }, { mode: '' }, []],
    [
      'an explicit blank that the webhook fills',
      'VPC',
      { ipv4Namespace: '' },
      { ipv4Namespace: 'default' },
      [],
    ],
    [
      'an explicit default against another value',
      'VPC',
      { mode: 'l2vni' },
      { mode: 'l3vni' },
      ['spec.mode: "l3vni" → "l2vni"'],
    ],
    [
      'isolated: false against absent',
      'VPC',
      { subnets: { s: { ...subnet, isolated: false } } },
      { subnets: { s: subnet } },
      ['spec.subnets.s.isolated: · → false'],
    ],
    ['another type', 'Server', { a: { b: 1 } }, { a: 'text' }, ['spec.a: "text" → {"b":1}']],
    ['a list where a value was', 'Server', { a: [1] }, { a: 1 }, ['spec.a: 1 → [1]']],
    ['a value where a list was', 'Server', { a: 1 }, { a: [1] }, ['spec.a: [1] → 1']],
    [
      'a key with a slash',
      'Switch',
      { portSpeeds: { 'E1/1': '25G' } },
      { portSpeeds: { 'E1/1': '10G' } },
      ['spec.portSpeeds["E1/1"]: "10G" → "25G"'],
    ],
    [
      'an unknown field that the cluster dropped',
      'VPC',
      { brandNew: { on: true } },
      {},
      ['spec.brandNew: · → {"on":true}'],
    ],
    ['an object of blanks only', 'Server', { a: { b: false } }, {}, []],
    ['a key named like an inherited one', 'Server', { constructor: 'a' }, {}, ['spec.constructor: · → "a"']],
  ])('%s', (_, kind, want, have, expected) => {
    expect(differences(kind, { spec: want }, { spec: have })).toEqual(expected);
  });
});

it('what others set and desired does not is no drift', () => {
  const theirs: ManagedFieldsEntry[] = [
    { manager: 'kubectl-edit', operation: 'Update', fields: { 'f:spec': { 'f:description': {} } } },
  ];

  expect(differences('Server', { spec: {} }, { spec: { description: 'theirs' } }, theirs)).toEqual([]);
});

describe('lists are whole values', () => {
  it.each<[string, string, JsonObject, JsonObject, string[]]>([
    [
      'one element of a list of texts',
      'VPC',
      {
        permit: [
          ['a', 'b'],
          ['c', 'd'],
        ],
      },
      {
        permit: [
          ['a', 'b'],
          ['c', 'e'],
        ],
      },
      ['spec.permit: [["a","b"],["c","e"]] → [["a","b"],["c","d"]]'],
    ],
    [
      'one field of one element',
      'Connection',
      { bundled: { links: [{ mtu: 1 }, { mtu: 2 }] } },
      { bundled: { links: [{ mtu: 1 }, { mtu: 3 }] } },
      ['spec.bundled.links[1].mtu: 3 → 2'],
    ],
    [
      'a field that an element has in the cluster only',
      'Connection',
      { bundled: { links: [{ mtu: 1 }] } },
      { bundled: { links: [{ mtu: 1, x: 'y' }] } },
      ['spec.bundled.links[0].x: "y" → ·'],
    ],
    [
      'a field that an element lacks',
      'Connection',
      { bundled: { links: [{ mtu: 1, x: 'y' }] } },
      { bundled: { links: [{ mtu: 1 }] } },
      ['spec.bundled.links[0].x: · → "y"'],
    ],
    [
      'blanks in elements',
      'Connection',
      { bundled: { links: [{ mtu: 1, x: '' }] } },
      { bundled: { links: [{ mtu: 1, y: {} }] } },
      [],
    ],
    [
      'another length',
      'Connection',
      { bundled: { links: [{ mtu: 1 }] } },
      { bundled: { links: [{ mtu: 1 }, { mtu: 2 }] } },
      ['spec.bundled.links: [{"mtu":1},{"mtu":2}] → [{"mtu":1}]'],
    ],
    [
      'another order where order counts',
      'Connection',
      { bundled: { links: [{ mtu: 1 }, { mtu: 2 }] } },
      { bundled: { links: [{ mtu: 2 }, { mtu: 1 }] } },
      ['spec.bundled.links[0].mtu: 2 → 1', 'spec.bundled.links[1].mtu: 1 → 2'],
    ],
    [
      'another order where it does not',
      'IPv4Namespace',
      { subnets: ['10.2.0.0/16', '10.1.0.0/16'] },
      { subnets: ['10.1.0.0/16', '10.2.0.0/16'] },
      [],
    ],
    [
      'a sortable list is told whole',
      'VLANNamespace',
      { ranges: [{ from: 1 }, { from: 5 }] },
      {
        ranges: [
          { from: 5, to: 5 },
          { from: 9, to: 9 },
        ],
      },
      ['spec.ranges: [{"from":5,"to":5},{"from":9,"to":9}] → [{"from":1,"to":1},{"from":5,"to":5}]'],
    ],
    [
      'defaults in elements',
      'GatewayPeering',
      { acl: { rules: [{ name: 'a' }] } },
      { acl: { default: 'deny-unless-exposed', rules: [{ name: 'a', scope: 'flow' }] } },
      [],
    ],
    [
      'a default in an element that is not',
      'GatewayPeering',
      { acl: { rules: [{ name: 'a' }] } },
      { acl: { rules: [{ name: 'a', scope: 'packet' }] } },
      ['spec.acl.rules[0].scope: "packet" → "flow"'],
    ],
    [
      'the VPCs of a peering',
      'VPCPeering',
      { permit: [{ a: {}, b: {} }] },
      { permit: [{ a: {}, c: {} }] },
      ['spec.permit[0].b: · → {}', 'spec.permit[0].c: {} → ·'],
    ],
  ])('%s', (_, kind, want, have, expected) => {
    expect(differences(kind, { spec: want }, { spec: have })).toEqual(expected);
  });
});

describe('labels and annotations', () => {
  it.each<[string, Side, Side, JsonObject, string[]]>([
    [
      'equal, with the marks of webhooks and ours',
      { labels: { team: 'a' } },
      { labels: { team: 'a', 'fabric.githedgehog.com/ipv4ns': 'x', 'fabric-sync/owner': 'u' } },
      {},
      [],
    ],
    [
      'another value',
      { labels: { team: 'a' } },
      { labels: { team: 'b' } },
      {},
      ['metadata.labels.team: "b" → "a"'],
    ],
    ['a missing one', { labels: { team: '' } }, {}, {}, ['metadata.labels.team: · → ""']],
    ["somebody else's", {}, { labels: { theirs: 'x' } }, {}, []],
    [
      'one of ours that left the source',
      {},
      { labels: { team: 'a' } },
      { 'f:metadata': { 'f:labels': { 'f:team': {} } } },
      ['metadata.labels.team: "a" → ·'],
    ],
    [
      'our own marks never leave',
      {},
      { labels: { 'fabric-sync/owner': 'u' } },
      { 'f:metadata': { 'f:labels': { 'f:fabric-sync/owner': {} } } },
      [],
    ],
    [
      'an annotation that configures the fabric',
      { annotations: { 'fabric.githedgehog.com/route-summ': 'a' } },
      {},
      {},
      ['metadata.annotations["fabric.githedgehog.com/route-summ"]: · → "a"'],
    ],
    [
      'annotations of tools',
      { annotations: { 'argocd.argoproj.io/sync-wave': '1' } },
      { annotations: { 'kubectl.kubernetes.io/restartedAt': 'x' } },
      {},
      [],
    ],
    ['a label that the webhook would delete', { labels: { 'fabric.githedgehog.com/mine': 'x' } }, {}, {}, []],
  ])('%s', (_, want, have, owned, expected) => {
    expect(differences('VPC', want, have, ours(owned))).toEqual(expected);
  });
});
