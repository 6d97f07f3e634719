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

describe('fields that are ours and left the source', () => {
  it.each<[string, JsonObject, JsonObject, JsonObject, string[]]>([
    ['a value', {}, { description: 'a' }, { 'f:description': {} }, ['spec.description: "a" → ·']],
    ['nothing when it is gone already', {}, {}, { 'f:description': {} }, []],
    [
      'a whole entry with what the webhook filled in, said once',
      { subnets: { s: subnet } },
      { subnets: { s: subnet, t: subnet } },
      { 'f:subnets': { 'f:s': {}, 'f:t': { '.': {}, 'f:subnet': {}, 'f:vlan': {} } } },
      ['spec.subnets.t: {"subnet":"10.0.1.0/24","vlan":1001,"gateway":"10.0.1.1"} → ·'],
    ],
    ['a list', {}, { permit: [['a', 'b']] }, { 'f:permit': {} }, ['spec.permit: [["a","b"]] → ·']],
    ['a value that stands at its default', {}, { mode: 'l2vni' }, { 'f:mode': {} }, []],
    [
      'a value whose default takes its place',
      {},
      { mode: 'l3vni' },
      { 'f:mode': {} },
      ['spec.mode: "l3vni" → "l2vni"'],
    ],
    [
      'an empty struct that nobody owns the inside of',
      {},
      { ecmp: { a: 1 } },
      { 'f:ecmp': {} },
      ['spec.ecmp: {"a":1} → ·'],
    ],
    [
      'one of two fields of a struct',
      { boot: { serial: 's' } },
      { boot: { serial: 's', mac: 'm' } },
      { 'f:boot': { 'f:serial': {}, 'f:mac': {} } },
      ['spec.boot.mac: "m" → ·'],
    ],
    [
      'a struct with what nobody owns in it',
      {},
      { boot: { serial: 's', mac: 'm' } },
      { 'f:boot': { 'f:mac': {} } },
      ['spec.boot: {"serial":"s","mac":"m"} → ·'],
    ],
  ])('%s', (_, want, have, owned, expected) => {
    expect(differences('VPC', { spec: want }, { spec: have }, ours({ 'f:spec': owned }))).toEqual(expected);
  });

  it.each<[string, JsonObject, JsonObject, JsonObject, string[]]>([
    ['a field that others own too stays', { a: 1 }, { 'f:a': {} }, { 'f:a': {} }, []],
    [
      'of a struct, what others own stays',
      { a: { b: 1, c: 2, d: 3 } },
      { 'f:a': { 'f:b': {} } },
      { 'f:a': { 'f:c': {} } },
      ['spec.a.b: 1 → ·', 'spec.a.d: 3 → ·'],
    ],
    [
      'an entry of a map goes with what others own in it',
      { a: { k: { b: 1, c: 2 } } },
      { 'f:a': { 'f:k': { '.': {}, 'f:b': {} } } },
      { 'f:a': { 'f:k': { 'f:c': {} } } },
      ['spec.a.k: {"b":1,"c":2} → ·'],
    ],
    [
      'an entry of a map that others own itself stays',
      { k: { b: 1, c: 2 } },
      { 'f:k': { '.': {}, 'f:b': {} } },
      { 'f:k': { '.': {}, 'f:c': {} } },
      ['spec.k.b: 1 → ·'],
    ],
  ])('%s', (_, have, owned, theirs, expected) => {
    const managed: ManagedFieldsEntry[] = [
      ...ours({ 'f:spec': owned }),
      { manager: 'kubectl', operation: 'Update', fields: { 'f:spec': theirs } },
    ];

    expect(differences('Server', {}, { spec: have }, managed)).toEqual(expected);
  });

  it.each<[string, ManagedFieldsEntry]>([
    [
      'another manager',
      { manager: 'kubectl', operation: 'Apply', fields: { 'f:spec': { 'f:description': {} } } },
    ],
    [
      'our name by another operation',
      { manager: 'fabric-sync', operation: 'Update', fields: { 'f:spec': { 'f:description': {} } } },
    ],
    [
      'our entry of a subresource',
      {
        manager: 'fabric-sync',
        operation: 'Apply',
        subresource: 'status',
        fields: { 'f:spec': { 'f:description': {} } },
      },
    ],
  ])('%s does not count', (_, entry) => {
    expect(differences('Server', {}, { spec: { description: 'a' } }, [entry])).toEqual([]);
  });

  it('an ownership that is given wins over the one of the object', () => {
    const want = desired('Server', {});
    const have = live('Server', { spec: { description: 'a' } }, ours({ 'f:spec': { 'f:description': {} } }));

    expect(compareResource(want, have)).toHaveLength(1);
    expect(compareResource(want, have, { ownedFields: null })).toEqual([]);
  });
});
