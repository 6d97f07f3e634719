import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { DesiredResource, JsonObject } from '#server/domain/resource.ts';
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
