import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '#server/domain/app-error.ts';
import type { Outbound } from '#server/outbound/outbound.ts';
import type { GitOptions, RepositoryAccess } from './access.ts';
import { fetchCommit } from './fetch-commit.ts';
import { readManifests } from './read-manifests.ts';
import { hostedPath, startGitHost, type HostOptions, type SampleGitHost } from './sample-git-host.ts';
import { sampleRepository, vpcYaml, type SampleRepository } from './sample-repository.ts';
import { testGitConnection } from './test-connection.ts';

vi.setConfig({ testTimeout: 60_000 });

const TOKEN = 'canary-4711-token';
let sample: SampleRepository;
let commit: string;
let host: SampleGitHost | undefined;
beforeEach(async () => {
  sample = await sampleRepository();
  await sample.write({ 'a.yaml': vpcYaml('a') });
  commit = await sample.commit();
});
afterEach(async () => {
  await host?.close();
  host = undefined;
  await sample.remove();
});

async function serve(options: Partial<HostOptions> = {}): Promise<RepositoryAccess> {
  host = await startGitHost({ repository: sample.folder, ...options });
  return { ...sample.access, url: `http://127.0.0.1:${host.port}${hostedPath(sample.folder)}` };
}

/** Everything about an error that could reach a page, a row or a log. */
const whole = (error: unknown): string =>
  JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).cause);

async function failure(access: RepositoryAccess, options: GitOptions = sample.options): Promise<AppError> {
  return await fetchCommit(access, options).then(
    () => {
      throw new Error('was fetched');
    },
    (error: AppError) => error,
  );
}

describe('who may read', () => {
  it('everybody, where no credentials are asked for', async () => {
    const checkout = await fetchCommit(await serve(), sample.options);

    expect(checkout.commit).toBe(commit);
    expect((await readManifests(checkout, '/', { namespace: 'default' })).resources).toHaveLength(1);
    expect(host?.requests.every((request) => request.authorization === undefined)).toBe(true);
  });

  it.each([
    ['a token', { authType: 'token', token: TOKEN, username: '' }, `x-access-token:${TOKEN}`],
    [
      'a token with the user name that the host wants',
      { authType: 'token', token: TOKEN, username: 'oauth2' },
      `oauth2:${TOKEN}`,
    ],
    ['user and password', { authType: 'basic', token: TOKEN, username: 'jo:e' }, `jo:e:${TOKEN}`],
  ] as const)('%s', async (_, credentials, expected) => {
    const access = { ...(await serve({ credentials: expected })), ...credentials };

    expect(await testGitConnection(access, sample.options)).toEqual({ commit });
    expect(await fetchCommit(access, sample.options)).toMatchObject({ commit });
  });

  it.each([
    ['wrong credentials', { authType: 'token', token: 'wrong', username: '' }],
    ['no credentials', { authType: 'none', token: null, username: '' }],
    ['a token that is set and not to be used', { authType: 'none', token: TOKEN, username: '' }],
  ] as const)('not with %s, and the answer holds no secret', async (_, credentials) => {
    const access = { ...(await serve({ credentials: `x-access-token:${TOKEN}` })), ...credentials };

    const error = await failure(access);

    expect(error).toMatchObject({ code: 'GIT_AUTH_FAILED' });
    expect(whole(error)).not.toMatch(/canary|wrong/);
    await expect(testGitConnection(access, sample.options)).rejects.toMatchObject({
      code: 'GIT_AUTH_FAILED',
    });
  });
});

it.skipIf(process.platform !== 'linux')(
  'no secret stands in the arguments of any process while git is at work',
  async () => {
    let commandLines = '';
    const before = (): boolean => {
      commandLines += readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map((pid) => {
          try {
            return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
          } catch {
            return '';
          }
        })
        .join('\n');
      return false;
    };
    const access = {
      ...(await serve({ credentials: `x-access-token:${TOKEN}`, before })),
      authType: 'token',
      token: TOKEN,
    } as const;

    await fetchCommit(access, sample.options);

    expect(commandLines).toContain('remote-http');
    expect(commandLines).not.toContain('canary');
    expect(commandLines).not.toContain(Buffer.from(`x-access-token:${TOKEN}`).toString('base64'));
  },
);

it('nothing that is fetched keeps a secret on disk', async () => {
  const access = {
    ...(await serve({ credentials: `x-access-token:${TOKEN}` })),
    authType: 'token',
    token: TOKEN,
  } as const;
  await fetchCommit(access, sample.options);

  const files = readdirSync(sample.options.dataDir, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile(),
  );
  const text = files.map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'latin1')).join('');

  expect(files.length).toBeGreaterThan(3);
  expect(text).not.toMatch(/canary|eC1hY2Nlc3M/);
});

describe('what a host answers', () => {
  it.each([
    [401, 'GIT_AUTH_FAILED', 'Git authentication failed'],
    [403, 'GIT_AUTH_FAILED', 'Git authentication failed'],
    [404, 'GIT_UNREACHABLE', 'there is no such repository'],
    [429, 'GIT_UNREACHABLE', 'it limits requests'],
    [500, 'GIT_UNREACHABLE', 'the server has an internal fault'],
    [503, 'GIT_UNREACHABLE', 'the server has an internal fault'],
  ])('%i', async (status, code, message) => {
    const access = await serve({
      before: (_, response) => {
        response
          .writeHead(status, status === 401 ? { 'www-authenticate': 'Basic' } : {})
          .end(`remote said: ${TOKEN}`);
        return true;
      },
    });

    const error = await failure({ ...access, authType: 'token', token: TOKEN });

    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(whole(error)).not.toContain('canary');
  });

  it('a page instead of a repository', async () => {
    const access = await serve({
      before: (_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>\n<p>sign in</p>\n</html>\n');
        return true;
      },
    });

    expect(await failure(access)).toMatchObject({
      code: 'GIT_UNREACHABLE',
      details: { why: 'it is not a Git repository' },
    });
  });

  it('a redirect is not followed, so that credentials and checks stay with the address', async () => {
    const elsewhere = await startGitHost({ repository: sample.folder });
    const access = await serve({
      before: (request, response) => {
        response.writeHead(302, { location: `http://127.0.0.1:${elsewhere.port}${request.url}` }).end();
        return true;
      },
    });

    const error = await failure({ ...access, authType: 'token', token: TOKEN });

    expect(error).toMatchObject({
      code: 'GIT_UNREACHABLE',
      details: { why: 'it redirects to another address; enter that address' },
    });
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });

  it('a connection that breaks off in the middle', async () => {
    const access = await serve({
      before: (request) => {
        if (request.method !== 'POST') return false;
        request.socket.destroy();
        return true;
      },
    });

    expect(await failure(access)).toMatchObject({ code: 'GIT_UNREACHABLE' });
  });
});

describe('addresses', () => {
  it('the address that was checked is the one that is dialled, whatever the name says', async () => {
    const access = await serve();
    const asked: string[] = [];
    const outbound: Outbound = {
      checkUrl: () => {},
      resolve: (hostname) => {
        asked.push(hostname);
        return Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
      },
    };
    const url = access.url.replace('127.0.0.1', 'no-such-name.invalid');

    expect(await fetchCommit({ ...access, url }, { ...sample.options, outbound })).toMatchObject({ commit });
    expect(asked).toEqual(['no-such-name.invalid']);
  });

  it.each(['checkUrl', 'resolve'] as const)('one that %s refuses is never contacted', async (gate) => {
    const access = await serve();
    const refuse = (): never => {
      throw new AppError('ADDRESS_REFUSED', { address: '127.0.0.1' });
    };
    const outbound: Outbound = {
      checkUrl: () => (gate === 'checkUrl' ? refuse() : undefined),
      resolve: () => (gate === 'resolve' ? Promise.resolve().then(refuse) : Promise.resolve([])),
    };

    expect(await failure(access, { ...sample.options, outbound })).toMatchObject({ code: 'ADDRESS_REFUSED' });
    expect(host?.requests).toEqual([]);
  });

  it('a name that is not known', async () => {
    const outbound: Outbound = {
      checkUrl: () => {},
      resolve: () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })),
    };

    expect(
      await failure({ ...sample.access, url: 'https://nowhere.invalid/a' }, { ...sample.options, outbound }),
    ).toMatchObject({
      code: 'GIT_UNREACHABLE',
      details: { why: 'its host name cannot be resolved' },
    });
  });

  it('nobody listens', async () => {
    const access = await serve();
    await host?.close();

    expect(await failure(access)).toMatchObject({
      code: 'GIT_UNREACHABLE',
      details: { why: 'connection refused' },
    });
    host = undefined;
  });
});

it('files that would be refused anyway are not even fetched, where the host can leave them out', async () => {
  await sample.git('config', 'uploadpack.allowFilter', 'true');
  await sample.write({
    'binary.iso': randomBytes(6_000_000),
    'big.yaml': Buffer.concat([Buffer.from('# '), randomBytes(6_000_000)]),
  });
  await sample.commit();

  const checkout = await fetchCommit(await serve(), sample.options);

  const files = readdirSync(checkout.folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const bytes = files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  expect(bytes).toBeLessThan(1_000_000);
  await expect(readManifests(checkout, '/', { namespace: 'default' })).rejects.toMatchObject({
    code: 'GIT_YAML_INVALID',
    fields: [{ field: 'big.yaml', message: 'larger than 5 MB' }],
  });
});
