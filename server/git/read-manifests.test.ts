import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppError } from '#server/domain/app-error.ts';
import { fetchCommit } from './fetch-commit.ts';
import { readManifests, repositoryDirectory, type ReadManifests } from './read-manifests.ts';
import { sampleRepository, vpcYaml, type SampleRepository } from './sample-repository.ts';

vi.setConfig({ testTimeout: 60_000 });

let sample: SampleRepository;
beforeEach(async () => {
  sample = await sampleRepository();
});
afterEach(async () => {
  await sample.remove();
});

/** Commits what was written and reads a directory of it. */
async function read(directory = '/'): Promise<ReadManifests> {
  await sample.commit();
  const checkout = await fetchCommit(sample.access, sample.options);
  return await readManifests(checkout, directory, { namespace: 'lab' });
}
async function refusal(directory = '/'): Promise<AppError> {
  return await read(directory).then(
    () => {
      throw new Error('was read');
    },
    (error: AppError) => error,
  );
}
const names = (made: ReadManifests): string[] => made.resources.map((each) => each.name).toSorted();
const told = (made: ReadManifests): string[] => made.notes.map((note) => `${note.file}: ${note.message}`);

describe('which files', () => {
  it('reads .yaml and .yml below the directory, nested, and nothing else', async () => {
    await sample.write({
      'fab/a.yaml': vpcYaml('a'),
      'fab/deep/er/b.yml': vpcYaml('b'),
      'fab/c.txt': vpcYaml('c'),
      'fab/d.yaml.bak': vpcYaml('d'),
      'fab/e.json': '{}',
      'other/f.yaml': vpcYaml('f'),
      'fabric/g.yaml': vpcYaml('g'),
    });

    const made = await read('fab');

    expect(names(made)).toEqual(['a', 'b']);
    expect(made.resources[0]).toMatchObject({
      namespace: 'lab',
      origin: { file: 'fab/a.yaml', document: 1, line: 1 },
    });
  });

  it.each(['fab', '/fab', 'fab/', '/fab/', './fab', 'fab//'])('%s is one directory', async (directory) => {
    await sample.write({ 'fab/a.yaml': vpcYaml('a'), 'b.yaml': vpcYaml('b') });

    expect(names(await read(directory))).toEqual(['a']);
  });

  it.each(['/', '', '.'])('%j is the whole repository', async (directory) => {
    await sample.write({ 'fab/a.yaml': vpcYaml('a'), 'b.yaml': vpcYaml('b') });

    expect(names(await read(directory))).toEqual(['a', 'b']);
  });

  it('takes names as they are: spaces, quotes, stars, and case that other systems would lose', async () => {
    await sample.write({
      "dir 'x'/a*[1].yaml": vpcYaml('a'),
      "dir 'x'/A.yaml": vpcYaml('b'),
      "dir 'x'/ümlaut.yaml": vpcYaml('c'),
      "dir 'x'/-n.yaml": vpcYaml('d'),
    });

    const made = await read("dir 'x'");

    expect(names(made)).toEqual(['a', 'b', 'c', 'd']);
    expect(made.resources.map((each) => each.origin?.file)).toContain("dir 'x'/ümlaut.yaml");
  });

  it('shows no control or direction marks of names', async () => {
    await sample.write({ 'evil\u{202E}\n.yaml': 'kind: Pod\napiVersion: v1\n' });

    expect(told(await read())).toEqual(['evil\u{FFFD}\u{FFFD}.yaml: skipped: v1 Pod is not a Hedgehog kind']);
  });

  it.each(['nope', 'fab/a.yaml', '../fab', 'fab/../..', '/etc', 'fab\nx'])(
    '%j is no directory',
    async (directory) => {
      await sample.write({ 'fab/a.yaml': vpcYaml('a') });

      expect(await refusal(directory)).toMatchObject({
        code: 'GIT_PATH_NOT_FOUND',
        details: { directory, branch: 'main' },
      });
    },
  );

  it('a directory of no manifests is an empty desired state, not a fault', async () => {
    await sample.write({ 'fab/demo.reset.yaml': '# nothing left\n', 'fab/README.md': 'x' });

    const made = await read('fab');

    expect(made.resources).toEqual([]);
    expect(told(made)).toEqual(['fab/demo.reset.yaml: holds no objects']);
  });
});

describe('what does not belong into a repository of manifests', () => {
  it.each(['/etc/passwd', '../../etc/passwd', '../..', '/'])(
    'a link to %s is refused by name',
    async (target) => {
      await sample.write({ 'fab/a.yaml': vpcYaml('a') });
      await sample.link('fab/evil.yaml', target);

      expect(await refusal('fab')).toMatchObject({
        code: 'GIT_YAML_INVALID',
        fields: [{ field: 'fab/evil.yaml', message: 'a symbolic link that leads out of the repository' }],
      });
    },
  );

  it('a link within the repository is told and not followed, loops and links to other fabrics included', async () => {
    await sample.write({ 'fab/a.yaml': vpcYaml('a'), 'other/b.yaml': vpcYaml('b') });
    await sample.link('fab/b.yaml', '../other/b.yaml');
    await sample.link('fab/loop', '../fab');
    await sample.link('fab/self.yaml', 'self.yaml');

    const made = await read('fab');

    expect(names(made)).toEqual(['a']);
    expect(told(made)).toEqual(
      ['b.yaml', 'loop', 'self.yaml'].map(
        (name) => `fab/${name}: skipped: a symbolic link; links are not followed`,
      ),
    );
  });

  it('a directory that is a link is no directory', async () => {
    await sample.write({ 'other/b.yaml': vpcYaml('b') });
    await sample.link('fab', 'other');

    expect(await refusal('fab')).toMatchObject({ code: 'GIT_PATH_NOT_FOUND' });
  });

  it('a submodule is told and never fetched', async () => {
    await sample.write({ 'fab/a.yaml': vpcYaml('a') });
    const commit = await sample.commit();
    await sample.git('update-index', '--add', '--cacheinfo', `160000,${commit},fab/sub`);
    await sample.git('commit', '--quiet', '-m', 'submodule');
    const checkout = await fetchCommit(sample.access, sample.options);

    const made = await readManifests(checkout, 'fab', { namespace: 'lab' });

    expect(names(made)).toEqual(['a']);
    expect(told(made)).toEqual(['fab/sub: skipped: a submodule']);
  });

  it('a Git LFS pointer is refused by name', async () => {
    await sample.write({
      'fab/a.yaml': 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n',
    });

    expect(await refusal('fab')).toMatchObject({
      code: 'GIT_YAML_INVALID',
      fields: [{ field: 'fab/a.yaml', message: 'a Git LFS pointer; manifests must stand in Git itself' }],
    });
  });

  it('attributes and filters of the repository run nothing', async () => {
    await sample.write({
      '.gitattributes': '*.yaml filter=evil text eol=crlf\n',
      '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = ext::sh\n',
      'fab/a.yaml': vpcYaml('a'),
    });

    expect(names(await read('fab'))).toEqual(['a']);
  });

  it('a file over 5 MB is refused without being read', async () => {
    await sample.write({ 'fab/big.yaml': `# ${'x'.repeat(5 * 1024 * 1024)}`, 'fab/a.yaml': vpcYaml('a') });

    expect(await refusal('fab')).toMatchObject({
      code: 'GIT_YAML_INVALID',
      fields: [{ field: 'fab/big.yaml', message: 'larger than 5 MB' }],
    });
  });

  it('more YAML than any fabric needs is refused before it is parsed', async () => {
    await sample.write(
      Object.fromEntries(
        Array.from({ length: 21 }, (_, n) => [`fab/${n}.yaml`, `# ${n}${' '.repeat(5_000_000)}\n`]),
      ),
    );

    expect(await refusal('fab')).toMatchObject({
      code: 'GIT_YAML_INVALID',
      fields: [{ field: 'fab', message: 'holds more than 100 MB of YAML' }],
    });
  });
});

it('tells all problems of all files at once', async () => {
  await sample.write({
    'fab/a.yaml': vpcYaml('same'),
    'fab/b.yaml': vpcYaml('same'),
    'fab/c.yaml': 'a: [\n',
    'fab/d.yaml': new Uint8Array([0xff, 0xfe, 0x00]),
    'fab/good.yaml': vpcYaml('good'),
  });

  const error = await refusal('fab');

  expect(error.code).toBe('GIT_YAML_INVALID');
  expect(error.fields.map((each) => each.field)).toEqual(
    expect.arrayContaining([
      'fab/b.yaml:1 (document 1)',
      'fab/d.yaml',
      expect.stringContaining('fab/c.yaml:'),
    ]),
  );
  expect(error.message).toMatch(/\(and \d+ more problems\)$/);
});

it('reads 3,000 files, whatever they are called, in one go', async () => {
  await sample.write(
    Object.fromEntries(
      Array.from({ length: 3_000 }, (_, n) => [`fab/${n % 30}/vpc-${n}.yaml`, vpcYaml(`vpc-${n}`)]),
    ),
  );

  expect((await read('fab')).resources).toHaveLength(3_000);
});

it('stops when the run is stopped', async () => {
  await sample.write({ 'fab/a.yaml': vpcYaml('a') });
  await sample.commit();
  const checkout = await fetchCommit(sample.access, sample.options);
  const reason = new Error('cancelled');

  await expect(
    readManifests(checkout, 'fab', { namespace: 'lab', signal: AbortSignal.abort(reason) }),
  ).rejects.toBe(reason);
});

it.each([
  ['/', ''],
  ['.', ''],
  ['/a/b/', 'a/b'],
  ['a/./b', 'a/b'],
  ['..', null],
  ['a/../../b', null],
  ['a\0b', null],
])('%j is read as %j', (written, path) => {
  expect(repositoryDirectory(written)).toBe(path);
});
