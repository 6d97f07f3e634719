import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { isObject } from '#server/domain/hedgehog/json.ts';
import { normalise } from '#server/domain/hedgehog/normalise.ts';
import type { DesiredResource, JsonObject, JsonValue, LiveResource } from '#server/domain/resource.ts';
import { anyResource, desiredResources } from './arbitrary-resources.ts';
import { compareResource } from './compare.ts';
import { desiredHash, liveHash } from './fingerprint.ts';
import { isEqual } from './is-equal.ts';
import { pathText } from './path-text.ts';

const liveOf = (resource: DesiredResource, spec: JsonObject = resource.spec): LiveResource => ({
  ...resource,
  spec,
  uid: 'u',
  resourceVersion: '1',
  managedFields: [],
});

it('an object equals itself', () => {
  fc.assert(
    fc.property(anyResource, (resource) => {
      expect(compareResource(resource, liveOf(resource))).toEqual([]);
    }),
  );
});

it('the canonical form is its own canonical form', () => {
  fc.assert(
    fc.property(anyResource, (resource) => {
      const once = normalise(resource);

      expect(normalise({ ...resource, ...once })).toEqual(once);
    }),
  );
});

it('an object equals what the webhooks make of it', () => {
  fc.assert(
    fc.property(desiredResources, (resource) => {
      expect(compareResource(resource, liveOf(resource, normalise(resource).spec))).toEqual([]);
    }),
  );
});

const shuffled = (value: JsonValue, random: () => number): JsonValue => {
  if (Array.isArray(value)) return (value as JsonValue[]).map((entry) => shuffled(entry, random));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as JsonObject).map(([key, child]) => ({
    key,
    child: shuffled(child, random),
    rank: random(),
  }));
  return Object.fromEntries(
    entries.toSorted((a, b) => a.rank - b.rank).map(({ key, child }) => [key, child]),
  );
};
const numbers = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }));
const drawing = (stream: Iterator<number>) => (): number => stream.next().value as number;

it('the order of keys changes neither meaning nor fingerprint', () => {
  fc.assert(
    fc.property(desiredResources, numbers, (resource, stream) => {
      const other = { ...resource, spec: shuffled(resource.spec, drawing(stream)) as JsonObject };

      expect(desiredHash(other)).toBe(desiredHash(resource));
      expect(liveHash(liveOf(other))).toBe(liveHash(liveOf(resource)));
      expect(compareResource(resource, liveOf(other))).toEqual([]);
    }),
  );
});

/** Lists whose order says nothing to the webhooks. */
const SORTABLE: Record<string, string[][]> = {
  IPv4Namespace: [['subnets']],
  VLANNamespace: [['ranges']],
  Switch: [['groups'], ['vlanNamespaces']],
  ExternalPeering: [
    ['permit', 'vpc', 'subnets'],
    ['permit', 'external', 'prefixes'],
  ],
  Gateway: [['groups']],
};

it('nor does the order of lists that the webhooks sort', () => {
  const sortable = desiredResources.filter((resource) => resource.kind in SORTABLE);
  fc.assert(
    fc.property(sortable, numbers, (resource, stream) => {
      const random = drawing(stream);
      const spec = structuredClone(resource.spec) as Record<string, JsonValue>;
      for (const path of SORTABLE[resource.kind] ?? []) {
        let holder: Record<string, JsonValue> | undefined = spec;
        for (const step of path.slice(0, -1))
          holder = holder?.[step] as Record<string, JsonValue> | undefined;
        const last = path.at(-1) ?? '';
        const entries = holder?.[last];
        if (holder === undefined || !Array.isArray(entries)) continue;
        holder[last] = (entries as JsonValue[])
          .map((entry) => ({ entry, rank: random() }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ entry }) => entry);
      }

      expect(desiredHash({ ...resource, spec })).toBe(desiredHash(resource));
      expect(compareResource(resource, liveOf(resource, spec))).toEqual([]);
    }),
  );
});

type Path = (string | number)[];

/** Every place of a value: leaves, objects and lists. */
function places(value: JsonValue, path: Path = []): Path[] {
  const inside = Array.isArray(value)
    ? (value as JsonValue[]).flatMap((entry, index) => places(entry, [...path, index]))
    : typeof value === 'object' && value !== null
      ? Object.entries(value as JsonObject).flatMap(([key, child]) => places(child, [...path, key]))
      : [];
  return path.length === 0 ? inside : [path, ...inside];
}

/** A copy in which one place holds another value, or (undefined) is gone. */
function withChange(root: JsonObject, path: Path, value: JsonValue | undefined): JsonObject {
  const copy = structuredClone<JsonObject>(root);
  let holder = copy as unknown as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) holder = holder[step] as Record<string | number, unknown>;
  const last = path.at(-1) as string | number;
  if (value !== undefined) holder[last] = value;
  else if (Array.isArray(holder)) holder.splice(last as number, 1);
  else delete holder[last];
  return copy;
}

/** Fields that decide what becomes of others: changing one is more than one change, on the server too. */
const GOVERNING =
  /logs(\.tags)?$|dhcp(\.(enable|range|options))?$|redundancy(\.group)?$|(subnets|subnet|hostBGP)$|subnets\.[^.]+$/;

/** `one` or `none` where that is right for one altered place of the cluster, else what is wrong. */
function isRightAnswer(resource: DesiredResource, live: LiveResource, path: Path): string {
  const before = normalise(resource).spec;
  const changes = compareResource(resource, live);
  const [change] = changes;
  if (isEqual(normalise(live).spec, before)) return changes.length === 0 ? 'none' : 'found where nothing is';
  if (changes.length > 1) return 'found more than one';
  if (change === undefined) {
    // A default that the source leaves to the cluster may differ; set as desired it is found.
    const found = compareResource({ ...resource, spec: before }, live).length > 0;
    return found ? 'none' : 'not found';
  }
  const [where, told] = [pathText(['spec', ...path]), pathText(change.path)];
  return where.startsWith(told) || told.startsWith(where) ? 'one' : `found at ${told}`;
}

it('one change anywhere in the cluster is found, and nothing else', () => {
  let found = 0;
  const values = fc.constantFrom<JsonValue | undefined>('changed', 4242, undefined);
  fc.assert(
    fc.property(desiredResources, fc.nat(), values, (resource, pick, value) => {
      const before = normalise(resource).spec;
      const all = places(before).filter((path) => !GOVERNING.test(path.join('.')));
      const path = all[pick % Math.max(1, all.length)];
      fc.pre(path !== undefined);

      const answer = isRightAnswer(resource, liveOf(resource, withChange(before, path, value)), path);

      if (answer === 'one') found += 1;
      expect(['none', 'one']).toContain(answer);
    }),
    { numRuns: 2_000 },
  );
  expect(found).toBeGreaterThan(300);
});

it('what the source sets is found wherever it differs: explicit values never hide behind defaults', () => {
  fc.assert(
    fc.property(desiredResources, desiredResources, (resource, other) => {
      fc.pre(resource.kind === other.kind);
      const before = normalise(resource);
      const live = liveOf({ ...resource, labels: other.labels, annotations: other.annotations }, other.spec);
      const changes = compareResource({ ...resource, ...before }, live);

      // The full canonical form set as desired: no changes means that every one of its values stands in the cluster. A map's entry
      // that is empty is a value too.
      const after = normalise(live);
      const stands = (want: JsonValue, have: JsonValue | undefined): boolean =>
        isObject(want)
          ? isObject(have) && Object.entries(want).every(([key, value]) => stands(value, have[key]))
          : isEqual(want, have);
      const equal =
        stands(before.spec, after.spec) &&
        stands(before.labels, after.labels) &&
        stands(before.annotations, after.annotations);
      expect(changes.length === 0).toBe(equal);
    }),
    { numRuns: 1_000 },
  );
});

const notOurs = fc.constantFrom(
  'fabric.githedgehog.com/vpc',
  'switch.fabric.githedgehog.com/leaf-1',
  'vpc.gateway.githedgehog.com/vpc-1',
  'somebody-else',
);

it('one label or annotation of ours that is changed or gone is found, and no other', () => {
  let found = 0;
  fc.assert(
    fc.property(
      desiredResources,
      fc.constantFrom('labels', 'annotations'),
      fc.nat(),
      fc.constantFrom('other', undefined),
      notOurs,
      (resource, field, pick, value, theirs) => {
        const live = { ...liveOf(resource), labels: { ...resource.labels, [theirs]: 'x' } };
        const keys = Object.keys(resource[field]);
        const key = keys[pick % Math.max(1, keys.length)];
        expect(compareResource(resource, live)).toEqual([]);
        fc.pre(key !== undefined);
        const { [key]: before = '', ...rest } = live[field];

        const altered = { ...live, [field]: value === undefined ? rest : { ...rest, [key]: value } };

        found += 1;
        expect(compareResource(resource, altered)).toEqual([
          {
            path: ['metadata', field, key],
            desired: before,
            ...(value === undefined ? {} : { live: value }),
          },
        ]);
      },
    ),
  );
  expect(found).toBeGreaterThan(30);
});
