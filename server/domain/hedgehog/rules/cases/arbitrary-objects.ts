// oxlint-disable-next-line no-restricted-imports -- only tests import this file
import * as fc from 'fast-check';
import type { DesiredResource, JsonObject, JsonValue } from '#server/domain/resource.ts';
import { KIND_NAMES } from '#server/domain/hedgehog/kinds.ts';
import { ALL_CASES } from './all-cases.ts';
import { desiredOf } from './rule-case.ts';

/** Objects that the rules' own cases are made of, as the ground for made-up ones. */
const GROUND = ALL_CASES.flatMap(({ bad, good, live = {} }) => [bad, good, live]).flatMap((objects) =>
  desiredOf(objects),
);
const FIELDS = [
  ...new Set(GROUND.flatMap(({ spec }) => [...pathsOf(spec)].map((path) => path.at(-1) ?? ''))),
];

function* pathsOf(value: JsonValue, path: readonly string[] = []): Iterable<readonly string[]> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) yield* pathsOf(child, [...path, key]);
}

/** The value with something else under a path. */
function put(value: JsonValue, [key, ...rest]: readonly string[], other: JsonValue): JsonValue {
  if (key === undefined || typeof value !== 'object' || value === null) return other;
  const child = put((value as Record<string, JsonValue>)[key] ?? null, rest, other);
  if (Array.isArray(value))
    return value.map((entry: JsonValue, index) => (String(index) === key ? child : entry));
  return { ...(value as JsonObject), [key]: child };
}

const word = fc.oneof(
  fc.constantFrom(
    '',
    'vpc-1',
    'vpc-1/default',
    '10.0.0.0/24',
    '10.0.0.1',
    '172.30.128.0/31',
    '::1/64',
    'leaf-01/E1/1',
    'eslag',
    'spine',
  ),
  fc.constantFrom(0, 1, -1, 1001, 4095, 1e21, Number.NaN, true, null),
  fc.jsonValue({ maxDepth: 2 }),
) as fc.Arbitrary<JsonValue>;
const anyKey = fc.oneof(fc.constantFrom(...FIELDS), fc.constantFrom('__proto__', 'constructor'), fc.string());
const anything = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    word,
    fc.dictionary(anyKey, tie('value'), { maxKeys: 5 }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
})).value;

/** A known object with up to three of its parts replaced. */
export const altered = fc
  .tuple(fc.constantFrom(...GROUND), fc.array(fc.tuple(fc.nat(), fc.oneof(word, anything)), { maxLength: 3 }))
  .map(([object, changes]): DesiredResource => {
    let spec: JsonValue = object.spec;
    for (const [at, other] of changes) {
      const paths = [...pathsOf(spec)];
      const path = paths[at % Math.max(paths.length, 1)];
      if (path !== undefined) spec = put(spec, path, other);
    }
    return { ...object, spec: spec as JsonObject };
  });
const madeUp = fc.record({
  apiVersion: fc.constant('x/v1'),
  kind: fc.constantFrom(...KIND_NAMES, 'Pod'),
  namespace: fc.constantFrom('default', 'lab'),
  name: fc.constantFrom('vpc-1', 'leaf-01', 'default', '__proto__', 'A'),
  labels: fc.constant({}),
  annotations: fc.constantFrom({}, { 'fabric.githedgehog.com/p2p-link': 'x' }),
  spec: fc.dictionary(anyKey, anything, { maxKeys: 6 }),
}) as fc.Arbitrary<DesiredResource>;
export const resources = fc.array(
  fc.oneof({ weight: 3, arbitrary: altered }, { weight: 1, arbitrary: madeUp }),
  {
    maxLength: 6,
  },
);
