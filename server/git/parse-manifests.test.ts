import { describe, expect, it } from 'vitest';
import { isAppError } from '#server/domain/app-error.ts';
import { invalidManifests, placeOf } from './manifest-problem.ts';
import { joinManifests, parseManifestFile, type Manifests } from './parse-manifests.ts';
import { vpcYaml } from './sample-repository.ts';

const parse = (text: string | Uint8Array, file = 'a.yaml'): Manifests =>
  parseManifestFile(file, typeof text === 'string' ? new TextEncoder().encode(text) : text, 'default');
/** `place: message` of each problem. */
const problems = (made: Manifests): string[] =>
  made.problems.map((problem) => `${placeOf(problem)}: ${problem.message}`);
const notes = (made: Manifests): string[] => made.notes.map((note) => `${placeOf(note)}: ${note.message}`);
const keys = (made: Manifests): string[] =>
  made.resources.map((each) => `${each.kind}/${each.namespace}/${each.name}`);
const SPEC = { subnets: { default: { subnet: '10.0.1.0/24', vlan: 1001 } } };

describe('documents', () => {
  it('reads one', () => {
    expect(parse(vpcYaml('vpc-1'))).toEqual({
      resources: [
        {
          apiVersion: 'vpc.githedgehog.com/v1beta1',
          kind: 'VPC',
          namespace: 'default',
          name: 'vpc-1',
          labels: {},
          annotations: {},
          spec: SPEC,
          origin: { file: 'a.yaml', document: 1, line: 1 },
        },
      ],
      notes: [],
      problems: [],
    });
  });

  it('reads many, counts empty ones, and knows each line', () => {
    const made = parse(
      `# a comment\n---\n${vpcYaml('a')}---\n---\n# nothing here\n---\n${vpcYaml('b')}...\n`,
    );

    expect(made.resources.map((each) => [each.name, each.origin?.document, each.origin?.line])).toEqual([
      ['a', 1, 3],
      ['b', 4, 16],
    ]);
  });

  it.each(['', '\n\n', '# only a comment\n', '---\n---\n', '---\n# x\n...\n', 'null\n', '~'])(
    '%j holds no objects',
    (text) => {
      expect(parse(text)).toEqual({
        resources: [],
        problems: [],
        notes: [{ file: 'a.yaml', document: null, line: null, message: 'holds no objects' }],
      });
    },
  );

  it('reads lists, with the line of each item', () => {
    const item = (name: string): string => vpcYaml(name).trimEnd().replaceAll('\n', '\n    ');
    const text = `apiVersion: v1\nkind: List\nitems:\n  - ${item('a')}\n  - ${item('b')}\n`;
    const made = parse(text);

    expect(problems(made)).toEqual([]);
    expect(made.resources.map((each) => [each.name, each.origin?.line])).toEqual([
      ['a', 4],
      ['b', 13],
    ]);
    expect(
      keys(parse(text.replace('v1\nkind: List', 'vpc.githedgehog.com/v1beta1\nkind: VPCList'))),
    ).toHaveLength(2);
  });

  it('skips and tells of other kinds', () => {
    const made = parse(
      `${vpcYaml('a')}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: b}\n---\nresources: [a.yaml]\n---\n${vpcYaml('old').replace('v1beta1', 'v1alpha2')}`,
    );

    expect(keys(made)).toEqual(['VPC/default/a']);
    expect(notes(made)).toEqual([
      'a.yaml:11 (document 2): skipped: v1 ConfigMap is not a Hedgehog kind',
      'a.yaml:16 (document 3): skipped: not a Kubernetes object (no apiVersion, no kind)',
      'a.yaml:18 (document 4): skipped: VPC is read as vpc.githedgehog.com/v1beta1, not as vpc.githedgehog.com/v1alpha2',
    ]);
  });

  it('leaves behind what a server fills in', () => {
    const made = parse(
      `apiVersion: wiring.githedgehog.com/v1beta1\nkind: SwitchGroup\nmetadata:\n  name: g\n  namespace: lab\n  uid: u\n  resourceVersion: "5"\n  managedFields: [{}]\n  labels: {team: net, empty: }\n  annotations:\n    note: x\n    kubectl.kubernetes.io/last-applied-configuration: "{}"\nspec:\nstatus: {a: 1}\n`,
    );

    expect(made.resources).toEqual([
      {
        apiVersion: 'wiring.githedgehog.com/v1beta1',
        kind: 'SwitchGroup',
        namespace: 'lab',
        name: 'g',
        labels: { team: 'net', empty: '' },
        annotations: { note: 'x' },
        spec: {},
        origin: { file: 'a.yaml', document: 1, line: 1 },
      },
    ]);
  });
});

describe('values', () => {
  const specOf = (yaml: string): unknown => {
    const made = parse(
      `apiVersion: wiring.githedgehog.com/v1beta1\nkind: Switch\nmetadata: {name: s}\nspec:\n${yaml.replaceAll(/^/gm, '  ')}\n`,
    );
    return made.problems.length === 0 ? made.resources[0]?.spec : problems(made);
  };

  it.each<[string, string, unknown]>([
    [
      'keys that look like numbers are texts',
      'portSpeeds: {1: 10G, 2.5: x, true: y, null: z}',
      { portSpeeds: { 1: '10G', '2.5': 'x', true: 'y', null: 'z' } },
    ],
    ['a MAC of digits is a text', 'boot: {mac: 10:20:30:40:50:59}', { boot: { mac: '10:20:30:40:50:59' } }],
    [
      'a MAC as key is a text',
      'static: {10:20:30:40:50:59: {ip: 10.0.0.1}}',
      { static: { '10:20:30:40:50:59': { ip: '10.0.0.1' } } },
    ],
    ['yes and off are texts in YAML 1.2', 'a: yes\nb: off\nc: true', { a: 'yes', b: 'off', c: true }],
    ['a date is a text', 'a: 2026-01-01', { a: '2026-01-01' }],
    ['a large ASN is kept', 'asn: 4294967295', { asn: 4294967295 }],
    [
      'anchors, aliases and merges',
      'a: &x {b: 1, c: 2}\nd: *x\ne: {<<: *x, c: 3}\nf: {<<: [*x, {z: 0}]}',
      { a: { b: 1, c: 2 }, d: { b: 1, c: 2 }, e: { b: 1, c: 3 }, f: { b: 1, c: 2, z: 0 } },
    ],
    ['a quoted << is a key', '"<<": 1', { '<<': 1 }],
    [
      'constructor and prototype are ordinary keys',
      'constructor: {prototype: 1}',
      { constructor: { prototype: 1 } },
    ],
    ['an unknown tag is ignored', 'a: !Ref b', { a: 'b' }],
  ])('%s', (_, yaml, expected) => {
    expect(specOf(yaml)).toEqual(expected);
  });

  it.each<[string, string, string]>([
    ['a key twice', 'a: 1\nb: 2\na: 3', 'a.yaml:7 (document 1): the key "a" stands twice in one mapping'],
    [
      'a key twice in flow style',
      'x: {a: 1, a: 2}',
      'a.yaml:5 (document 1): the key "a" stands twice in one mapping',
    ],
    ['__proto__', '__proto__: {polluted: true}', 'a.yaml:5 (document 1): the key __proto__ is not allowed'],
    [
      'a mapping as key',
      '? {a: 1}\n: 2',
      'a.yaml:5 (document 1): not valid YAML: With stringKeys, all keys must be strings',
    ],
    ['an unknown alias', 'a: *nowhere', 'a.yaml:5 (document 1): the alias *nowhere has no anchor before it'],
    ['an alias of itself', 'a: &a [*a]', 'a.yaml:5 (document 1): the alias *a has no anchor before it'],
    [
      'a merge of a text',
      'a: {<<: b}',
      'a.yaml:5 (document 1): << must name a mapping or a list of mappings',
    ],
    [
      'a number that would be rounded',
      'a: 12345678901234567890',
      'a.yaml:5 (document 1): the number is too large to be kept exactly; write it in quotes if it is a text',
    ],
    ['infinity', 'a: .inf', 'a.yaml:5 (document 1): a number must be finite'],
    [
      'a tab as indentation',
      'a:\n\tb: 1',
      'a.yaml:6 (document 1): not valid YAML: Tabs are not allowed as indentation',
    ],
    [
      'nesting',
      `a: ${'['.repeat(120)}${']'.repeat(120)}`,
      'a.yaml:5 (document 1): nested deeper than 100 levels',
    ],
  ])('%s is refused', (_, yaml, expected) => {
    expect(specOf(yaml)).toContain(expected);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('what makes a file unusable', () => {
  const base = 'apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\n';

  it.each<[string, string, string[]]>([
    ['no name', `${base}metadata: {}\n`, ['a.yaml:3 (document 1): metadata.name is missing']],
    ['no metadata', base, ['a.yaml:1 (document 1): metadata must be a mapping, not missing']],
    [
      'metadata that is a text',
      `${base}metadata: vpc-1\n`,
      ['a.yaml:3 (document 1): metadata must be a mapping, not a string'],
    ],
    [
      'a number as name',
      `${base}metadata: {name: 123}\n`,
      ['a.yaml:3 (document 1): metadata.name must be a text, not a number: write it in quotes'],
    ],
    [
      'a name that no server takes',
      `${base}metadata: {name: "<script>"}\n`,
      [
        'a.yaml:3 (document 1): metadata.name must consist of lower case letters, digits, "-" and "." (at most 253)',
      ],
    ],
    [
      'a true label',
      `${base}metadata:\n  name: a\n  labels:\n    on: true\n`,
      ['a.yaml:6 (document 1): metadata.labels.on must be a text, not a boolean: write it in quotes'],
    ],
    [
      'spec that is a list',
      `${base}metadata: {name: a}\nspec: []\n`,
      ['a.yaml:4 (document 1): spec must be a mapping, not a list'],
    ],
    [
      'a field at the wrong depth',
      `${base}metadata: {name: a}\nsubnets: {}\n`,
      ['a.yaml:4 (document 1): unknown field "subnets" beside metadata and spec'],
    ],
    [
      'a kind without apiVersion',
      'kind: VPC\nmetadata: {name: a}\n',
      ['a.yaml:1 (document 1): apiVersion must be a text, not missing'],
    ],
    [
      'a document that is a list',
      '- a\n- b\n',
      ['a.yaml:1 (document 1): expected a mapping (an object), found a list'],
    ],
    [
      'a document that is a text',
      'just words\n',
      ['a.yaml:1 (document 1): expected a mapping (an object), found a single value'],
    ],
    [
      'an item that is no object',
      'apiVersion: v1\nkind: List\nitems: [5]\n',
      ['a.yaml:3 (document 1): expected a mapping (an object), found a single value'],
    ],
    [
      'an open quote',
      `${base}metadata:\n  name: "a\n`,
      ['a.yaml:5 (document 1): not valid YAML: Missing closing "quote'],
    ],
    [
      'several faults of one object, all told',
      `${base}metadata: {labels: 5}\nspec: 1\nextra: 2\n`,
      [
        'a.yaml:5 (document 1): unknown field "extra" beside metadata and spec',
        'a.yaml:3 (document 1): metadata.name is missing',
        'a.yaml:3 (document 1): metadata.labels must be a mapping, not a number',
        'a.yaml:4 (document 1): spec must be a mapping, not a number',
      ],
    ],
  ])('%s', (_, text, expected) => {
    expect(
      problems(parse(text)).map((line) =>
        line.replace(/not valid YAML: Missing closing "quote.*/, 'not valid YAML: Missing closing "quote'),
      ),
    ).toEqual(expected);
    expect(parse(text).resources).toEqual([]);
  });

  it('a broken document among good ones is told, the others are still looked at', () => {
    const made = parse(`${vpcYaml('a')}---\nbad: [1\n---\n${vpcYaml('b')}---\n${base}metadata: {}\n`);

    expect(made.problems.map((problem) => problem.document)).toEqual(expect.arrayContaining([2, 4]));
    expect(keys(made)).toContain('VPC/default/b');
  });

  it('text that is not UTF-8', () => {
    expect(problems(parse(new Uint8Array([0x6b, 0x3a, 0x20, 0xff, 0xfe])))).toEqual([
      'a.yaml: not UTF-8 text',
    ]);
  });

  it('carriage returns are none of its faults', () => {
    expect(parse(vpcYaml('a').replaceAll('\n', '\r\n')).resources).toMatchObject([{ name: 'a', spec: SPEC }]);
  });

  it('a byte order mark is none of its faults', () => {
    expect(keys(parse(`\u{FEFF}${vpcYaml('a')}`))).toEqual(['VPC/default/a']);
  });

  it('more than 5 MB', () => {
    expect(problems(parse(`# ${'x'.repeat(5 * 1024 * 1024)}`))).toEqual(['a.yaml: larger than 5 MB']);
  });

  it('never repeats the text around a fault', () => {
    const told = problems(parse(`password: hunter2 "x" : ]\n  token: [s3cret\n%bad hunter2`)).join('\n');

    expect(told).not.toBe('');
    expect(told).not.toMatch(/hunter2|s3cret/);
  });
});

it('the same object twice names both places', () => {
  const made = joinManifests([
    parse(vpcYaml('a'), 'x.yaml'),
    parse(`${vpcYaml('b')}---\n${vpcYaml('a', 5)}`, 'y.yaml'),
  ]);

  expect(problems(made)).toEqual([
    'y.yaml:11 (document 2): VPC/default/a stands twice: also in x.yaml:1 (document 1)',
  ]);
});

it('one error for all problems: the message names the first, the fields list each', () => {
  const made = joinManifests([parse('- a', 'x.yaml'), parse('kind: VPC\nmetadata: {}\n', 'y.yaml')]);
  const error = invalidManifests(made.problems);

  expect(isAppError(error)).toBe(true);
  expect(error).toMatchObject({
    code: 'GIT_YAML_INVALID',
    message: 'x.yaml:1 (document 1): expected a mapping (an object), found a list (and 2 more problems)',
    fields: [
      { field: 'x.yaml:1 (document 1)', message: 'expected a mapping (an object), found a list' },
      { field: 'y.yaml:1 (document 1)', message: 'apiVersion must be a text, not missing' },
      { field: 'y.yaml:2 (document 1)', message: 'metadata.name is missing' },
    ],
  });
});
