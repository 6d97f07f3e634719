import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outbound } from '#server/outbound/outbound.ts';
import { withAccess, type GitAccess, type RepositoryAccess } from './access.ts';
import { sampleRepository, type SampleRepository } from './sample-repository.ts';
import { testGitConnection } from './test-connection.ts';

const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\r\ncanary-4711-key\r\n-----END OPENSSH PRIVATE KEY-----';
const OUTBOUND: Outbound = {
  checkUrl: () => {},
  resolve: () =>
    Promise.resolve([
      { address: '2001:db8::7', family: 6 },
      { address: '192.0.2.7', family: 4 },
    ]),
};

let sample: SampleRepository;
beforeEach(async () => {
  sample = await sampleRepository();
});
afterEach(async () => {
  await sample.remove();
});

const access = (more: Partial<RepositoryAccess> = {}): RepositoryAccess => ({
  ...sample.access,
  url: 'git@git.example.com:group/project.git',
  authType: 'ssh_key',
  sshPrivateKey: KEY,
  ...more,
});
const keyFile = (given: GitAccess): string =>
  /-i '([^']+)'/.exec(given.env['GIT_SSH_COMMAND'] ?? '')?.[1] ?? '';

describe('a repository behind ssh', () => {
  it('gets its key in a file that only we can read, which is gone afterwards', async () => {
    const options = { ...sample.options, outbound: OUTBOUND };
    const seen = await withAccess(access(), options, async (given) => {
      const file = keyFile(given);
      return { file, mode: (await stat(file)).mode & 0o777, text: await readFile(file, 'utf8') };
    });

    expect(seen.mode).toBe(0o600);
    expect(seen.text).toBe(`${KEY.replaceAll('\r', '')}\n`);
    await expect(stat(seen.file)).rejects.toThrow(/ENOENT/);
  });

  it('also when the work fails', async () => {
    const options = { ...sample.options, outbound: OUTBOUND };
    const failing = withAccess(access(), options, () => Promise.reject(new Error('x')));

    await expect(failing).rejects.toThrow('x');
    expect(await readdir(join(sample.options.dataDir, 'git', 'keys'))).toEqual([]);
  });

  it("is dialled at the checked address, by one key, without the machine's ssh configuration", async () => {
    const options = { ...sample.options, outbound: OUTBOUND };
    const { env, remote } = await withAccess(access(), options, (given) => Promise.resolve(given));
    const command = env['GIT_SSH_COMMAND'] ?? '';

    expect(remote).toBe('git@git.example.com:group/project.git');
    expect(env['GIT_ALLOW_PROTOCOL']).toBe('ssh');
    expect(command).not.toContain('canary');
    expect(command).toMatch(/^ssh -F \/dev\/null /);
    for (const option of [
      'HostName=192.0.2.7',
      'HostKeyAlias=git.example.com',
      'BatchMode=yes',
      'IdentitiesOnly=yes',
      'IdentityAgent=none',
      'StrictHostKeyChecking=accept-new',
      `UserKnownHostsFile='${join(sample.options.dataDir, 'git', 'known_hosts')}'`,
    ]) {
      expect(command).toContain(`-o ${option}`);
    }
  });

  it('says what is wrong when nobody answers, and leaves no key', async () => {
    const url = 'ssh://git@127.0.0.1:1/a.git';
    const failing = testGitConnection(access({ url }), sample.options);

    await expect(failing).rejects.toMatchObject({
      code: 'GIT_UNREACHABLE',
      details: { why: 'connection refused' },
    });
    expect(await readdir(join(sample.options.dataDir, 'git', 'keys'))).toEqual([]);
  });
});
