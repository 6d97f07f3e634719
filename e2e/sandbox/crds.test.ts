import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { hedgehogDefinitions } from './bootstrap.ts';
import { isObject, objectAt } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { customKinds } from './kinds/custom.ts';
import { collectionOf } from './kinds/kind.ts';
import type { Kind } from './kinds/kind.ts';

/** The vendor's own CRDs, where they lie beside the repository. */
const FOLDER = process.env['FABRIC_SYNC_CRDS_DIR'] ?? join(import.meta.dirname, '../../../shared/crds');
const VENDOR = existsSync(FOLDER) ? FOLDER : null;
/** Described in part only: what we say must be right, but need not be all. */
const THIN = new Set(['agents', 'dhcpsubnets']);

const ours = hedgehogDefinitions().flatMap(customKinds);

describe('our CRDs', () => {
  it('name each kind once', () => {
    const names = ours.map(collectionOf);

    expect(names).toHaveLength(20);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(ours)('$kind compiles: patterns are regular expressions, columns have paths', (kind) => {
    const patterns = [...rulesOf(kind.schema as JsonObject)].filter(([path]) => path.endsWith(' pattern'));

    expect(() => patterns.map(([, rule]) => new RegExp(JSON.parse(rule) as string))).not.toThrow();
    expect(kind.columns.filter(({ jsonPath }) => !jsonPath.startsWith('.'))).toEqual([]);
  });
});

describe.skipIf(VENDOR === null)(
  "our CRDs against the vendor's (skipped where those are not at hand)",
  () => {
    it.each(ours.filter((kind) => theirFile(kind) !== null))('$kind says the same', (kind) => {
      const [their] = customKinds(parse(readFileSync(theirFile(kind) ?? '', 'utf8')) as JsonObject);
      if (!their) throw new Error('the vendor serves no version of it');
      const wanted = rulesOf(their.schema as JsonObject);
      const mine = rulesOf(kind.schema as JsonObject);
      const isThin = THIN.has(kind.plural);
      // Of what we describe in part, free-form stands for the rest.
      const compared = ([path]: [string, string]) =>
        !isThin || (mine.has(path) && !path.endsWith('preserve-unknown-fields'));

      expect(identityOf(kind)).toEqual(identityOf(their));
      expect(Object.fromEntries([...mine].filter(compared))).toEqual(
        Object.fromEntries([...wanted].filter(compared)),
      );
    });
  },
);

function theirFile({ group, plural }: Kind): string | null {
  const path = join(VENDOR ?? '', `${group}_${plural}.yaml`);
  return VENDOR !== null && existsSync(path) ? path : null;
}

function identityOf(kind: Kind) {
  const { schema: _schema, columns, ...identity } = kind;
  return {
    ...identity,
    columns: columns.map(({ name, type, jsonPath, priority = 0 }) => ({ name, type, jsonPath, priority })),
  };
}

/** Every constraint by its path, descriptions left out: `.spec.subnets.*.vlan type` → `"integer"`. */
function rulesOf(schema: JsonObject, path = ''): Map<string, string> {
  const rules = new Map<string, string>();
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'description') continue;
    if (key === 'properties') {
      for (const name of Object.keys(objectAt(schema, key)))
        add(rules, objectAt(schema, key)[name], `${path}.${name}`);
    } else if (key === 'items') add(rules, value, `${path}[]`);
    else if (key === 'additionalProperties' && isObject(value)) add(rules, value, `${path}.*`);
    else
      rules.set(
        `${path} ${key}`,
        JSON.stringify(Array.isArray(value) ? value.map(stringOf).toSorted() : value),
      );
  }
  return rules;
}

function add(rules: Map<string, string>, schema: Json | undefined, path: string): void {
  if (!isObject(schema)) return;
  for (const [key, rule] of rulesOf(schema, path)) rules.set(key, rule);
}

function stringOf(value: Json): string {
  return JSON.stringify(value);
}
