import fc from 'fast-check';
import { expect, it } from 'vitest';
import { normalise } from '#server/domain/hedgehog/normalise.ts';
import type { DesiredResource, JsonObject, JsonValue, LiveResource } from '#server/domain/resource.ts';
import { compareResource } from './compare.ts';
import { desiredHash, liveHash } from './fingerprint.ts';
import { isEqual } from './is-equal.ts';
import { pathText } from './path-text.ts';

/** Specs as people write them: every kind whose rules rewrite or fill something, with fields left out at random. */
const byte = fc.integer({ min: 0, max: 255 });
const cidr = fc.tuple(byte, byte).map(([a, b]) => `10.${a}.${b}.0/24`);
const name = fc.constantFrom('a', 'b', 'c-1', 'leaf-01', 'vpc-1');
const port = fc.tuple(name, fc.integer({ min: 1, max: 48 })).map(([device, n]) => `${device}/E1/${n}`);
const some = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<JsonObject> =>
  fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
const list = (entry: fc.Arbitrary<unknown>, most = 4): fc.Arbitrary<unknown> =>
  fc.array(entry, { maxLength: most });
const map = (key: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true });

const dhcp = some({
  enable: fc.boolean(),
  relayVPC: name,
  range: some({ start: fc.constant('10.0.0.9'), end: fc.constant('10.0.0.99') }),
  options: some({
    pxeURL: fc.constantFrom('', 'http://x'),
    dnsServers: list(fc.constantFrom('1.1.1.1', '8.8.8.8', '9.9.9.9')),
    interfaceMTU: fc.constantFrom(1500, 9036),
  }),
  static: map(
    fc.constantFrom('0c:20:12:ff:00:0a', '0C-20-12-FF-00-0B'),
    some({ ip: fc.constant('10.0.0.5') }),
  ),
});
const SPECS: Record<string, fc.Arbitrary<JsonObject>> = {
  VPC: some({
    mode: fc.constantFrom('', 'l2vni', 'l3vni'),
    ipv4Namespace: name,
    vlanNamespace: fc.constantFrom('', 'default', 'x'),
    defaultIsolated: fc.boolean(),
    permit: list(list(name)),
    staticRoutes: list(some({ prefix: cidr, nextHops: list(fc.constant('10.0.0.1')) })),
    subnets: map(
      name,
      some({
        subnet: cidr,
        gateway: fc.constantFrom('', '10.0.0.1'),
        vlan: fc.integer({ min: 0, max: 4094 }),
        isolated: fc.boolean(),
        hostBGP: fc.boolean(),
        dhcp,
      }),
    ),
  }),
  VPCAttachment: some({
    subnet: fc.constantFrom('v', 'v/default', 'v/x'),
    connection: name,
    nativeVLAN: fc.boolean(),
  }),
  VPCPeering: some({ permit: list(map(name, fc.oneof(fc.constant(null), some({ subnets: list(name) })))) }),
  IPv4Namespace: some({ subnets: list(cidr) }),
  External: some({
    ipv4Namespace: name,
    inboundCommunity: fc.constantFrom('', '1:2'),
    static: some({ prefixes: list(cidr) }),
  }),
  ExternalAttachment: some({
    external: name,
    switch: some({ ip: cidr, vlan: byte }),
    neighbor: some({ asn: byte, ip: cidr }),
    inboundACL: some({
      statements: list(some({ seq: byte, action: fc.constantFrom('permit', 'deny'), icmpType: byte })),
    }),
  }),
  ExternalPeering: some({
    permit: some({
      vpc: some({ name, subnets: list(name) }),
      external: some({ name, prefixes: list(some({ prefix: cidr })) }),
    }),
  }),
  VLANNamespace: some({
    ranges: list(some({ from: fc.integer({ min: 1, max: 4094 }), to: fc.integer({ min: 0, max: 4094 }) })),
  }),
  Switch: some({
    role: fc.constantFrom('spine', 'server-leaf'),
    description: fc.constantFrom('', 'x'),
    groups: list(name),
    redundancy: some({ group: name, type: fc.constantFrom('eslag', 'mclag') }),
    vlanNamespaces: list(name),
    portSpeeds: map(fc.constantFrom('E1/1', 'E1/2'), fc.constantFrom('SPEED_25G', '25G', '10G')),
    portAutoNegs: map(fc.constantFrom('E1/1', 'E1/2'), fc.boolean()),
    linkFlapErrDisable: some({ flapThreshold: byte, recoveryInterval: byte }),
    enableAllPorts: fc.boolean(),
    ecmp: fc.constant({}),
  }),
  Connection: some({
    bundled: some({
      links: list(some({ server: some({ port }), switch: some({ port }) })),
      mtu: byte,
      fallback: fc.boolean(),
    }),
  }),
  Server: some({ description: fc.constantFrom('', 'x', 'y'), profile: name }),
  Gateway: some({
    asn: byte,
    groups: list(some({ name, priority: fc.integer({ min: 0, max: 2 }) })),
    interfaces: map(name, some({ ips: list(cidr), mtu: byte })),
    logs: some({
      default: fc.constantFrom('info', 'debug'),
      tags: map(name, fc.constantFrom('info', 'off')),
      rateLimit: some({ burst: byte }),
    }),
    workers: byte,
  }),
  GatewayPeering: some({
    gatewayGroup: name,
    peering: map(
      name,
      some({
        expose: list(
          some({
            ips: list(some({ cidr })),
            nat: some({
              masquerade: some({ idleTimeout: fc.constantFrom('120s', '2m0s', '5m') }),
              static: fc.constant({}),
            }),
          }),
        ),
      }),
    ),
    acl: some({
      default: fc.constantFrom('', 'deny'),
      rules: list(some({ name, log: fc.boolean(), scope: fc.constantFrom('', 'flow', 'packet') })),
    }),
  }),
};
const texts = map(fc.constantFrom('team', 'site', 'x/y'), fc.constantFrom('', 'a', 'b')) as fc.Arbitrary<
  Record<string, string>
>;

const desiredResources: fc.Arbitrary<DesiredResource> = fc.constantFrom(...Object.keys(SPECS)).chain((kind) =>
  fc.record({
    apiVersion: fc.constant('vpc.githedgehog.com/v1beta1'),
    kind: fc.constant(kind),
    namespace: fc.constant('default'),
    name: fc.constant('x'),
    labels: texts,
    annotations: texts,
    spec: SPECS[kind] ?? fc.constant({}),
  }),
);
/** Whatever JSON, for what the rules know nothing of. */
const anySpec = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), {
  noNullPrototype: true,
}) as fc.Arbitrary<JsonObject>;
const anyResource = fc.oneof(
  desiredResources,
  fc
    .tuple(desiredResources, anySpec)
    .map(([resource, spec]): DesiredResource => Object.assign(resource, { spec })),
);

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
  const copy = structuredClone(root) as JsonObject;
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

it('one change anywhere in the cluster is found, and nothing else', () => {
  let found = 0;
  fc.assert(
    fc.property(
      desiredResources,
      fc.nat(),
      fc.constantFrom<JsonValue | undefined>('changed', 4242, undefined),
      (resource, pick, value) => {
        const before = normalise(resource).spec;
        const all = places(before).filter((path) => !GOVERNING.test(path.join('.')));
        const path = all[pick % Math.max(1, all.length)];
        fc.pre(path !== undefined);
        const live = liveOf(resource, withChange(before, path, value));
        const changes = compareResource(resource, live);
        if (isEqual(normalise(live).spec, before)) {
          expect(changes).toEqual([]);
          return;
        }
        // Defaults that the source leaves to the cluster may be changed there; everything else is found, once.
        expect(changes.length).toBeLessThanOrEqual(1);
        const [change] = changes;
        if (change === undefined) {
          expect(compareResource({ ...resource, spec: before }, live).length).toBeGreaterThan(0);
          return;
        }
        found += 1;
        const where = pathText(['spec', ...path]);
        const told = pathText(change.path);
        expect(where.startsWith(told) || told.startsWith(where)).toBe(true);
      },
    ),
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

      // The full canonical form set as desired: no changes means that every one of its values stands in the cluster.
      const after = normalise(live);
      const stands = (want: JsonValue, have: JsonValue | undefined): boolean =>
        typeof want === 'object' && want !== null && !Array.isArray(want)
          ? Object.entries(want as JsonObject).every(([key, value]) =>
              stands(value, (have as JsonObject | undefined)?.[key]),
            )
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
