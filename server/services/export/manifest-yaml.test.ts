import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { parseManifestFile } from '#server/git/parse-manifests.ts';
import { apiVersionOf, kindNamed } from '#server/domain/hedgehog/lookup-kind.ts';
import { sendableSpec } from '#server/domain/hedgehog/normalise.ts';
import { anyResource } from '#server/domain/plan/arbitrary-resources.ts';
import { desiredHash } from '#server/domain/plan/fingerprint.ts';
import type { DesiredResource, JsonValue } from '#server/domain/resource.ts';
import { exportHeader, manifestYaml } from './manifest-yaml.ts';

const resource = (differs: Partial<DesiredResource> = {}): DesiredResource => ({
  apiVersion: 'vpc.githedgehog.com/v1beta1',
  kind: 'VPC',
  namespace: 'default',
  name: 'vpc-1',
  labels: {},
  annotations: {},
  spec: { subnets: { web: { subnet: '10.0.1.0/24', vlan: 1001 } } },
  ...differs,
});
const asYaml11 = (text: string): unknown =>
  parseAllDocuments(text, { version: '1.1', logLevel: 'silent' })[0]?.toJS();

it('writes what people write', () => {
  const labels = { team: 'net', 'fabric-sync/owner': 'x', 'fabric.githedgehog.com/ipv4ns': 'default' };
  const annotations = {
    'fabric-sync/last-updated': 'x',
    'kubectl.kubernetes.io/last-applied-configuration': '{}',
    'fabric.githedgehog.com/p2p-link': '10.0.0.0/31',
  };

  expect(manifestYaml(resource({ labels, annotations }))).toBe(`apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata:
  name: vpc-1
  namespace: default
  labels:
    team: net
  annotations:
    fabric.githedgehog.com/p2p-link: 10.0.0.0/31
spec:
  subnets:
    web:
      subnet: 10.0.1.0/24
      vlan: 1001
`);
});

it('keeps an empty spec, as people write it', () => {
  expect(manifestYaml(resource({ kind: 'SwitchGroup', spec: {} }))).toMatch(/^spec: \{\}$/m);
});

describe('texts that YAML 1.1 takes for something else', () => {
  it.each([
    'on',
    'off',
    'yes',
    'no',
    'y',
    'n',
    'Y',
    'true',
    'True',
    'null',
    '~',
    'NULL',
    '',
    ' ',
    '0123',
    '0o17',
    '0x1f',
    '0b11',
    '1_000',
    '1e3',
    '.5',
    '1.0',
    '12',
    '-3',
    '+7',
    '10:20:30:40:50:59',
    '190:20:30',
    '2026-03-01',
    '2026-03-01T12:00:00Z',
    '=',
    '<<',
    '.inf',
    '.NaN',
    '- a',
    '# no',
    'a: b',
    'a #b',
    '*a',
    '&a',
    '!x',
    '%x',
    '@x',
    '`x',
    '|',
    '>',
    '{',
    '[',
    '"',
    "'",
    'a\nb',
    'a\n',
    '\ttab',
    '---',
    '...',
    '?',
    ':',
    '1:2',
    '0:0',
    '65000:100',
    '\u00e9',
    '\u2028',
  ])('%j stays a text, as value and as key', (text) => {
    const spec = { value: text, list: [text], map: { [text]: 1 } };

    const yaml = manifestYaml(resource({ kind: 'Server', spec }));

    expect(asYaml11(yaml)).toMatchObject({ spec });
  });
});

it('reads back as what it was, by YAML 1.1 and by our own reader', () => {
  fc.assert(
    fc.property(anyResource, (given) => {
      const kind = kindNamed(given.kind);
      if (kind === undefined) throw new Error(given.kind);
      const desired = { ...given, apiVersion: apiVersionOf(kind) };
      // Text that no manifest can carry: half of a surrogate pair.
      fc.pre(JSON.stringify(desired).isWellFormed() && !isOdd(desired.spec));
      const yaml = manifestYaml(desired);

      expect((asYaml11(yaml) as { spec?: unknown }).spec ?? {}).toEqual(
        sendableSpec(desired.kind, desired.spec),
      );
      const read = parseManifestFile('f.yaml', Buffer.from(yaml), 'elsewhere');
      expect(read.problems).toEqual([]);
      const [again] = read.resources;
      if (again === undefined)
        throw new Error(`nothing was read: ${read.notes.map(({ message }) => message).join()}`);
      expect(manifestYaml(again)).toBe(yaml);
      expect(desiredHash(again)).toBe(
        desiredHash({ ...desired, spec: sendableSpec(desired.kind, desired.spec) }),
      );
    }),
  );
});

/** What no manifest can carry exactly: whole numbers beyond those of doubles, and a key that our reader refuses. */
function isOdd(value: JsonValue): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, child]) => key === '__proto__' || isOdd(child));
}

it('keeps its header a comment, whatever is in it', () => {
  expect(exportHeader(['Fabric dc1\nkind: Evil', '2 objects'])).toBe(
    '# Fabric dc1 kind: Evil\n# 2 objects\n',
  );
});
