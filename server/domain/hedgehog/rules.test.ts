import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { DesiredResource, JsonObject } from '#server/domain/resource.ts';
import { KIND_NAMES } from './kinds.ts';
import { checkRules } from './rules.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Fabrics of others, where they lie beside the project. */
const SAMPLES = resolve(ROOT, '../shared/samples');

interface Document {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Record<string, string>;
  };
  readonly spec?: JsonObject;
}

function read(folder: string): DesiredResource[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .flatMap((entry) => parseAllDocuments(readFileSync(join(entry.parentPath, entry.name), 'utf8')))
    .map((document) => document.toJS() as Document | null)
    .filter((document) => document !== null)
    .map(({ apiVersion, kind, metadata, spec }) => ({
      apiVersion,
      kind,
      namespace: metadata.namespace ?? 'default',
      name: metadata.name,
      labels: {},
      annotations: metadata.annotations ?? {},
      spec: spec ?? {},
    }));
}

it('finds nothing in the example fabric', () => {
  const desired = read(join(ROOT, 'e2e/demo/fabric'));

  expect(desired).toHaveLength(48);
  expect(checkRules({ desired, live: [] })).toEqual([]);
});

describe.each([
  ['vlab-prepop', 48, ['connection-mclag', 'link-not-hydrated', 'switch-mclag', 'switch-not-hydrated']],
  ['lab-ci', 56, ['gateway-not-hydrated', 'link-not-hydrated', 'switch-not-hydrated']],
  ['demo-gitops', 17, []],
] as const)('the sample %s (skipped where ../shared/samples is not present)', (sample, count, warnings) => {
  const folder = join(SAMPLES, sample);

  it.skipIf(!existsSync(folder))(
    'holds nothing that is refused; what only hydration fills in is warned of',
    () => {
      const desired = read(folder);
      const findings = checkRules({ desired, live: [] });

      expect(desired).toHaveLength(count);
      expect(findings.filter(({ severity }) => severity === 'refused')).toEqual([]);
      expect([...new Set(findings.map(({ rule }) => rule))].toSorted()).toEqual(warnings);
    },
  );
});

/** Fields that the rules read, so that made-up specs reach the rules' depths. */
const FIELDS = readdirSync(join(import.meta.dirname, 'rules'))
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => [
    ...readFileSync(join(import.meta.dirname, 'rules', file), 'utf8').matchAll(/'([a-zA-Z0-9]+)'/g),
  ])
  .map(([, field]) => field ?? '');
const key = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...new Set(FIELDS)) },
  fc.string(),
  fc.constantFrom('__proto__', 'constructor', 'vpc-1'),
);
const leaf = fc.oneof(
  fc.constantFrom(
    '',
    'vpc-1',
    'vpc-1/default',
    '10.0.0.0/24',
    '10.0.0.1',
    '10.0.0.0/31',
    '::1/64',
    'leaf-01/E1/1',
    'eslag',
    'spine',
    'any',
  ),
  fc.constantFrom(0, 1, -1, 1001, 4095, 1e21, Number.NaN),
  fc.jsonValue({ maxDepth: 1 }),
  key,
);
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    leaf,
    fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
}));
const resource = fc.record({
  apiVersion: fc.constant('x/v1'),
  kind: fc.constantFrom(...KIND_NAMES, 'Pod'),
  namespace: fc.constantFrom('default', 'lab'),
  name: fc.constantFrom('vpc-1', 'leaf-01', 'default', '__proto__', 'A'),
  labels: fc.constant({}),
  annotations: fc.constantFrom({}, { 'fabric.githedgehog.com/p2p-link': 'x' }),
  spec: fc.dictionary(key, anything, { maxKeys: 6 }),
}) as fc.Arbitrary<DesiredResource>;

it('never throws, whatever a spec holds, and speaks of desired objects alone', () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(
      fc.array(resource, { maxLength: 6 }),
      fc.array(resource, { maxLength: 3 }),
      (desired, live) => {
        const identities = new Set(
          desired.map(({ kind, namespace, name }) => `${kind}/${namespace}/${name}`),
        );
        for (const { identity, rule, field, message } of checkRules({ desired, live })) {
          reached.add(rule);
          expect(identities).toContain(`${identity.kind}/${identity.namespace}/${identity.name}`);
          expect(field).not.toBe('');
          expect(message).not.toBe('');
        }
      },
    ),
    { numRuns: 3_000 },
  );

  // The made-up specs are of use only as far as they reach.
  expect(reached.size).toBeGreaterThan(30);
}, 60_000);

/** A fabric of n objects: VPCs of two subnets, attachments, connections, switches. */
function large(n: number): DesiredResource[] {
  const object = (kind: string, name: string, spec: JsonObject): DesiredResource => ({
    apiVersion: 'x/v1',
    kind,
    namespace: 'default',
    name,
    labels: {},
    annotations: {},
    spec,
  });
  return Array.from({ length: n / 4 }, (_, index) => {
    const block = `${10 + (index >> 14)}.${(index >> 6) & 255}.${(index & 63) * 4}`;
    const device = `leaf-${index % 200}`;
    return [
      object('VPC', `vpc-${index}`, {
        vlanNamespace: `v${index >> 10}`,
        subnets: {
          a: { subnet: `${block}.0/25`, vlan: 1 + 2 * (index % 1024), dhcp: { enable: true } },
          b: { subnet: `${block}.128/25`, vlan: 2 + 2 * (index % 1024) },
        },
      }),
      object('Connection', `c-${index}`, {
        unbundled: {
          link: { server: { port: `server-${index}/e1` }, switch: { port: `${device}/E1/${index}` } },
        },
      }),
      object('VPCAttachment', `a-${index}`, { subnet: `vpc-${index}/a`, connection: `c-${index}` }),
      object('VPCPeering', `p-${index}`, {
        permit: [{ [`vpc-${index}`]: {}, [`vpc-${(index + 1) % (n / 4)}`]: {} }],
      }),
    ];
  }).flat();
}

it('checks 10,000 objects in a moment, and 10,000 that all collide', () => {
  const desired = [
    ...large(10_000),
    ...read(join(ROOT, 'e2e/demo/fabric')).filter(
      ({ kind }) => kind === 'Switch' || kind === 'IPv4Namespace',
    ),
  ];
  const colliding = desired.map(({ kind, name, ...rest }, index) => ({
    ...rest,
    kind,
    name: `${name}-${index}`,
  }));
  const live = colliding.map((each) => ({ ...each, name: `live-${each.name}` }));
  const timed = (work: () => void): number => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };

  const plain = Math.min(...[1, 2].map(() => timed(() => checkRules({ desired, live: [] }))));
  const worst = timed(() => {
    expect(checkRules({ desired: colliding, live }).length).toBeGreaterThan(10_000);
  });

  process.stdout.write(
    `10,000 objects: rules ${plain.toFixed(0)} ms; all colliding ${worst.toFixed(0)} ms\n`,
  );
  // Generous, for a busy machine; a quadratic rule takes minutes.
  expect(plain).toBeLessThan(5_000);
  expect(worst).toBeLessThan(20_000);
}, 60_000);
