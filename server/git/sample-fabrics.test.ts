import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { placeOf } from './manifest-problem.ts';
import { joinManifests, parseManifestFile, type Manifests } from './parse-manifests.ts';

const problems = (made: Manifests): string[] =>
  made.problems.map((problem) => `${placeOf(problem)}: ${problem.message}`);
/** Fabrics written by others, where they lie beside the project. */
const SAMPLES = resolve(import.meta.dirname, '../../../shared/samples');

describe.skipIf(!existsSync(SAMPLES))('real fabrics (skipped where ../shared/samples is not present)', () => {
  const readFolder = (folder: string): Manifests => {
    const root = join(SAMPLES, folder);
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && /\.ya?ml$/.test(entry.name),
    );
    return joinManifests(
      files.map((entry) =>
        parseManifestFile(
          relative(root, join(entry.parentPath, entry.name)),
          readFileSync(join(entry.parentPath, entry.name)),
          'default',
        ),
      ),
    );
  };
  const countKinds = (made: Manifests): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { kind } of made.resources) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  };

  it.each<[string, Record<string, number>, number, number]>([
    ['vlab-prepop', { SwitchGroup: 3, Switch: 7, Server: 10, Connection: 26, VPC: 2 }, 0, 0],
    [
      'lab-ci',
      {
        Connection: 26,
        External: 3,
        ExternalAttachment: 5,
        IPv4Namespace: 1,
        Server: 8,
        Switch: 6,
        SwitchGroup: 3,
        VLANNamespace: 1,
        Gateway: 2,
        GatewayGroup: 1,
      },
      0,
      0,
    ],
    ['demo-gitops/env-1', { VPC: 4, VPCAttachment: 3, VPCPeering: 1, ExternalPeering: 1 }, 1, 0],
    [
      'labapp',
      {
        VPC: 2,
        VPCAttachment: 3,
        VLANNamespace: 1,
        IPv4Namespace: 1,
        SwitchGroup: 3,
        Switch: 7,
        Server: 10,
        Connection: 21,
      },
      0,
      0,
    ],
    [
      'gitops-test-1/gitops/hedgehog/fabric-1/managed',
      { Connection: 7, Server: 10, Switch: 7, SwitchGroup: 3, VPC: 2 },
      22,
      0,
    ],
  ])('%s', (folder, kinds, noteCount, problemCount) => {
    const made = readFolder(folder);

    expect(countKinds(made)).toEqual(kinds);
    expect(problems(made)).toHaveLength(problemCount);
    expect(made.notes).toHaveLength(noteCount);
  });

  it.each<[string, number, RegExp]>([
    ['invalid_syntax.yaml', 0, /^invalid_syntax\.yaml:\d+ \(document 1\): not valid YAML/],
    [
      'edge_cases/malformed_closing.yaml',
      0,
      /malformed_closing\.yaml:14 \(document 1\): the key "apiVersion" stands twice in one mapping/,
    ],
    ['edge_cases/recursive_anchors.yaml', 0, /the alias \*base_metadata has no anchor before it/],
  ])('bad-yaml/%s', (file, resources, expected) => {
    const made = parseManifestFile(file, readFileSync(join(SAMPLES, 'bad-yaml', file)), 'default');

    expect(made.resources).toHaveLength(resources);
    expect(problems(made).join('\n')).toMatch(expected);
  });

  it.each([
    'empty_docs.yaml',
    'huge_document.yaml',
    'valid_multi_doc.yaml',
    'edge_cases/unicode_extreme.yaml',
  ])('bad-yaml/%s holds other kinds only', (file) => {
    const made = parseManifestFile(file, readFileSync(join(SAMPLES, 'bad-yaml', file)), 'default');

    expect(problems(made)).toEqual([]);
    expect(made.resources).toEqual([]);
    expect(made.notes.length).toBeGreaterThan(0);
  });

  it('every block of the user guide gives objects, notes or problems, never an exception', () => {
    const made = readFolder('docs');

    expect(made.resources.length).toBeGreaterThan(70);
    expect(made.problems.length).toBeGreaterThan(0);
  });
});
