import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeCheckouts } from './checkouts.ts';
import { fetchCommit } from './fetch-commit.ts';
import { readManifests } from './read-manifests.ts';
import { sampleRepository, vpcYaml, type SampleRepository } from './sample-repository.ts';
import { testGitConnection } from './test-connection.ts';

vi.setConfig({ testTimeout: 60_000 });

let sample: SampleRepository;
beforeEach(async () => {
  sample = await sampleRepository();
  await sample.write({ 'a.yaml': vpcYaml('a') });
});
afterEach(async () => {
  await sample.remove();
});

const folders = (): Promise<string[]> => readdir(join(sample.options.dataDir, 'git', '1'));

describe('a commit', () => {
  it('is fetched', async () => {
    const commit = await sample.commit('Add the first VPC\n\nand a body');

    const checkout = await fetchCommit(sample.access, sample.options);

    expect(checkout).toMatchObject({ commit, branch: 'main' });
    expect(await folders()).toEqual([commit]);
  });

  it('is kept: the second time nothing is written', async () => {
    await sample.commit();
    const first = await fetchCommit(sample.access, sample.options);
    const before = await stat(join(first.folder, 'objects'));

    const second = await fetchCommit(sample.access, sample.options);

    expect(second).toEqual(first);
    expect((await stat(join(second.folder, 'objects'))).mtimeMs).toBe(before.mtimeMs);
  });

  it('comes without history, work tree, tags and other branches', async () => {
    await sample.commit('one');
    await sample.git('tag', 'v1');
    await sample.git('branch', 'side');
    await sample.commit('two');

    const { folder } = await fetchCommit(sample.access, sample.options);

    expect(await sample.git('-C', folder, 'rev-list', '--all', '--count')).toBe('1');
    expect((await sample.git('-C', folder, 'for-each-ref', '--format=%(refname)')).split('\n')).toEqual([
      'refs/heads/fetched',
    ]);
    expect(await readdir(folder)).not.toContain('a.yaml');
  });

  it('follows the branch, also when it was rewritten', async () => {
    await sample.commit('one');
    await fetchCommit(sample.access, sample.options);
    await sample.write({ 'a.yaml': vpcYaml('b') });
    await sample.git('add', '--all');
    await sample.git('commit', '--quiet', '--amend', '-m', 'rewritten');

    const checkout = await fetchCommit(sample.access, sample.options);
    const made = await readManifests(checkout, '/', { namespace: 'default' });

    expect(made.resources.map((each) => each.name)).toEqual(['b']);
  });

  it('of another branch', async () => {
    await sample.commit('on main');
    await sample.git('checkout', '--quiet', '-b', 'feature/x');
    const commit = await sample.commit('on the branch');

    expect(await fetchCommit({ ...sample.access, branch: 'feature/x' }, sample.options)).toMatchObject({
      commit,
    });
  });

  it('old ones go, and drafts that nobody finishes', async () => {
    await sample.commit('one');
    const old = await fetchCommit(sample.access, sample.options);
    const draft = join(sample.options.dataDir, 'git', '1', 'draft-dead');
    await mkdir(draft);
    const longAgo = new Date(Date.now() - 3_600_000);
    await Promise.all([utimes(old.folder, longAgo, longAgo), utimes(draft, longAgo, longAgo)]);
    const commit = await sample.commit('two');

    await fetchCommit(sample.access, sample.options);

    expect(await folders()).toEqual([commit]);
    await removeCheckouts(sample.options.dataDir, 1);
    expect(await readdir(join(sample.options.dataDir, 'git'))).not.toContain('1');
  });
});

describe('the next commit', () => {
  const packs = async (folder: string) => {
    const names = await readdir(join(folder, 'objects', 'pack'));
    return names
      .filter((name) => name.endsWith('.pack'))
      .map((name) => join(folder, 'objects', 'pack', name));
  };
  const names = async (checkout: Awaited<ReturnType<typeof fetchCommit>>) =>
    (await readManifests(checkout, '/', { namespace: 'default' })).resources.map(({ name }) => name);

  it('brings only what is new, and stands when the one before goes', async () => {
    await sample.write({ 'noise.txt': randomBytes(500_000).toString('base64') });
    await sample.commit('one');
    const first = await fetchCommit(sample.access, sample.options);
    const before = await Promise.all((await packs(first.folder)).map((pack) => stat(pack)));
    await sample.write({ 'b.yaml': vpcYaml('b') });
    await sample.commit('two');

    const second = await fetchCommit(sample.access, sample.options);
    await rm(first.folder, { recursive: true });

    const now = await Promise.all((await packs(second.folder)).map((pack) => stat(pack)));
    const come = now.filter(({ ino }) => !before.some((old) => old.ino === ino));
    expect(come).toHaveLength(1);
    expect(come[0]?.size).toBeLessThan(5_000);
    await expect(names(second)).resolves.toEqual(['a', 'b']);
  });

  it('is fetched whole where what is here is broken', async () => {
    await sample.commit('one');
    const first = await fetchCommit(sample.access, sample.options);
    for (const pack of await packs(first.folder)) {
      await rm(pack);
      await writeFile(pack, 'not a pack');
    }
    await sample.write({ 'b.yaml': vpcYaml('b') });
    await sample.commit('two');

    await expect(names(await fetchCommit(sample.access, sample.options))).resolves.toEqual(['a', 'b']);
  });

  it('is fetched whole now and then, so that what is old does not pile up', async () => {
    const counts: number[] = [];
    for (let n = 0; n < 22; n += 1) {
      await sample.write({ 'b.yaml': vpcYaml(`b${n}`) });
      await sample.commit(`commit ${n}`);
      const checkout = await fetchCommit(sample.access, sample.options);
      counts.push((await packs(checkout.folder)).length);
      expect(await names(checkout)).toEqual(['a', `b${n}`]);
    }
    expect(Math.max(...counts)).toBe(20);
    expect(counts.slice(-2)).toEqual([1, 2]);
  });
});

it('ten at once on one repository do not hurt each other', async () => {
  await sample.commit();

  const made = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const checkout = await fetchCommit(sample.access, sample.options);
      return await readManifests(checkout, '/', { namespace: 'default' });
    }),
  );

  expect(made.map((each) => each.resources.length)).toEqual(Array(10).fill(1));
  expect(await folders()).toHaveLength(1);
});

describe('what is not there', () => {
  it('a branch', async () => {
    await sample.commit();
    const access = { ...sample.access, branch: 'nope' };
    const expected = { code: 'GIT_REF_NOT_FOUND', details: { branch: 'nope' } };

    await expect(fetchCommit(access, sample.options)).rejects.toMatchObject(expected);
    await expect(testGitConnection(access, sample.options)).rejects.toMatchObject(expected);
  });

  it('any commit at all', async () => {
    await expect(fetchCommit(sample.access, sample.options)).rejects.toMatchObject({
      code: 'GIT_REF_NOT_FOUND',
    });
  });

  it('a branch that was deleted after it was fetched', async () => {
    await sample.commit();
    await fetchCommit(sample.access, sample.options);
    await sample.git('checkout', '--quiet', '-b', 'other');
    await sample.git('branch', '--quiet', '-D', 'main');

    await expect(fetchCommit(sample.access, sample.options)).rejects.toMatchObject({
      code: 'GIT_REF_NOT_FOUND',
    });
  });

  it('a repository', async () => {
    const access = { ...sample.access, url: 'file:///nowhere/at/all.git' };

    await expect(fetchCommit(access, sample.options)).rejects.toMatchObject({
      code: 'GIT_UNREACHABLE',
      details: { why: 'there is no such repository, or the credentials may not see it' },
    });
  });

  it('a branch whose name would be an option', async () => {
    await sample.commit();

    await expect(
      fetchCommit({ ...sample.access, branch: '--upload-pack=touch /tmp/x' }, sample.options),
    ).rejects.toMatchObject({ code: 'GIT_REF_NOT_FOUND' });
  });
});

it('asks for the commit alone in a connection test', async () => {
  const commit = await sample.commit();

  expect(await testGitConnection(sample.access, sample.options)).toEqual({ commit });
  await expect(folders()).rejects.toThrow(/ENOENT/);
});

it('file repositories can be off', async () => {
  await sample.commit();

  await expect(fetchCommit(sample.access, { ...sample.options, allowFile: false })).rejects.toMatchObject({
    code: 'ADDRESS_REFUSED',
  });
});

describe('a host that takes the connection and says nothing', () => {
  it('is left as soon as the run is stopped', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const connected = new Promise<void>((resolve) => silent.once('connection', () => resolve()));
    const closed = new Promise<void>((resolve) =>
      silent.once('connection', (socket) =>
        socket
          .once('close', resolve)
          .resume()
          .on('error', () => {}),
      ),
    );
    const access = { ...sample.access, url: `http://127.0.0.1:${port}/a.git` };
    const fetching = fetchCommit(access, { ...sample.options, signal: controller.signal });
    await connected;
    controller.abort(reason);

    await expect(fetching).rejects.toBe(reason);
    // git and its transport are gone too: their end of the connection is closed.
    await closed;
    silent.close();
  });
});
