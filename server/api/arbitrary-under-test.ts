import * as fc from 'fast-check';
import type { JsonSchema } from '#server/api/json-schema.ts';

/** For tests: values from JSON Schemas, as they should be and as nobody should send them. */

type Json = fc.Arbitrary<unknown>;

const NUMBER_MAX = 1e12;

/** A value that the schema allows; `known` gives better ones for fields whose rules no JSON Schema says. */
export function valid(schema: JsonSchema, known: Readonly<Record<string, Json>> = {}): Json {
  if (schema['const'] !== undefined) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  const options = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(options)) return fc.oneof(...options.map((each) => valid(each as JsonSchema, known)));
  const { type } = schema;
  if (Array.isArray(type)) return fc.oneof(...type.map((each) => valid({ ...schema, type: each }, known)));
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer(rangeOf(schema));
    case 'number':
      return fc.double({ ...rangeOf(schema), noNaN: true });
    case 'string':
      return text(schema);
    case 'array':
      return fc.array(valid((schema['items'] ?? {}) as JsonSchema, known), {
        minLength: Number(schema['minItems'] ?? 0),
        maxLength: Math.min(4, Number(schema['maxItems'] ?? 4)),
      });
    case 'object':
      return object(schema, known);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function object(schema: JsonSchema, known: Readonly<Record<string, Json>>): Json {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
  const values = Object.entries(properties).map(
    ([name, each]) => [name, known[name] ?? valid(each, known)] as const,
  );
  const requiredKeys = ((schema['required'] ?? []) as string[]).filter((name) => name in properties);
  const own = fc.record(Object.fromEntries(values), { requiredKeys });
  const more = schema['additionalProperties'];
  if (typeof more !== 'object' || more === null) return own;
  return fc
    .tuple(
      own,
      fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), valid(more as JsonSchema, known), { maxKeys: 3 }),
    )
    .map(([first, second]) => ({ ...second, ...first }));
}

function rangeOf(schema: JsonSchema): { min: number; max: number } {
  const bound = (name: string): number | undefined =>
    typeof schema[name] === 'number' ? schema[name] : undefined;
  const over = bound('exclusiveMinimum');
  const min = bound('minimum') ?? (over === undefined ? -NUMBER_MAX : over + 1);
  return { min, max: Math.max(min, Math.min(NUMBER_MAX, bound('maximum') ?? NUMBER_MAX)) };
}

function text(schema: JsonSchema): fc.Arbitrary<string> {
  const { format, pattern } = schema;
  if (format === 'date-time')
    return fc.date({ noInvalidDate: true, max: new Date('2100-01-01') }).map((at) => at.toISOString());
  if (format === 'uuid') return fc.uuid({ version: 4 });
  const lengths = {
    minLength: Number(schema['minLength'] ?? 0),
    maxLength: Math.min(40, Number(schema['maxLength'] ?? 40)),
  };
  if (typeof pattern !== 'string') return fc.string(lengths);
  try {
    return fc.stringMatching(new RegExp(pattern)).map((each) => each.slice(0, 200));
  } catch {
    // Patterns that look ahead or behind cannot be turned round.
    return fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/);
  }
}

const deep = (levels: number): unknown => {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};

/** Halves of pairs, NUL, marks of direction, what shells, SQL, HTML and paths read something into. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    'x\udfff',
    '\u202egnp.exe',
    '\ufeff',
    "'; drop table fabrics; --",
    '%',
    '%00',
    '%ff',
    '../../etc/passwd',
    '--upload-pack=touch /tmp/x',
    '<script>alert(1)</script>',
    '${jndi:ldap://x}',
    '__proto__',
    'constructor',
    'NaN',
    '1e999',
    '-1',
    '0x10',
    '9'.repeat(400),
    'true',
    'null',
    '[]',
    '🏳️‍🌈'.repeat(50),
    'x'.repeat(20_000),
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

const hostile: Json = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    -0,
    1.5,
    2 ** 31,
    2 ** 53,
    Number.MAX_VALUE,
    Number.MIN_VALUE,
    [],
    {},
    [[]],
    [null],
    deep(10),
    deep(100),
    deep(500),
    JSON.parse('{"__proto__": {"admin": true}}'),
    { constructor: { prototype: {} } },
    { toString: 1, hasOwnProperty: null },
    JSON.parse('{"then": 1}'),
    { $ref: '#' },
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A valid value with one thing wrong: a field exchanged, taken away or added, somewhere in it. */
export function nearlyValid(value: Json): Json {
  return fc
    .tuple(
      value,
      hostile,
      fc.nat(),
      fc.constantFrom('exchange', 'remove', 'add'),
      fc.constantFrom('__proto__', 'id', 'version', 'x', ''),
    )
    .map(([good, bad, place, how, name]) => {
      const copy = structuredClone(good);
      const places = placesOf(copy);
      const at = places[place % Math.max(1, places.length)];
      if (at === undefined) return bad;
      if (how === 'exchange') set(at.holder, at.key, bad);
      else if (how === 'remove') Reflect.deleteProperty(at.holder, at.key);
      else set(at.holder, Array.isArray(at.holder) ? String(at.holder.length) : name, bad);
      return copy;
    });
}

const set = (holder: object, key: string, value: unknown): void => {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
};

function placesOf(value: unknown): { readonly holder: object; readonly key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [{ holder: value, key }, ...placesOf(inner)]);
}

export const hostileJson = hostile;
