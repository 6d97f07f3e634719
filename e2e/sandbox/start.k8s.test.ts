import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { openClient } from '#e2e/cluster/client.ts';
import type { ApiClient } from '#e2e/cluster/client.ts';
import type { Announcement } from './server.ts';
import { startSandbox } from './start.ts';

const VPCS = '/apis/vpc.githedgehog.com/v1beta1/namespaces/default/vpcs';
const made: string[] = [];
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

afterAll(async () => {
  for (const folder of made) await rm(folder, { recursive: true, force: true });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fabric-sync-sandbox-'));
  made.push(folder);
  return folder;
}

async function started(dataDir: string) {
  const sandbox = await startSandbox({ dataDir });
  closing.push(() => sandbox.stop());
  return sandbox;
}

function clientOf({ server, caCert }: Announcement, token: string): ApiClient {
  const client = openClient({ server, ca: caCert, token });
  closing.push(() => client.close());
  return client;
}

function vpc(name: string, mode = '') {
  return { apiVersion: 'vpc.githedgehog.com/v1beta1', kind: 'VPC', metadata: { name }, spec: { mode } };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a sandbox process', () => {
  it('is the same cluster on the same port when it starts again in its folder', async () => {
    const dataDir = await newFolder();
    const first = await started(dataDir);
    const { body: created } = await clientOf(first, first.token).send('POST', VPCS, { body: vpc('kept') });
    await first.stop();

    const second = await started(dataDir);

    expect(second).toMatchObject({ server: first.server, caCert: first.caCert, token: first.token });
    expect((await clientOf(second, second.token).send('GET', `${VPCS}/kept`)).body).toEqual(created);
    expect((await clientOf(second, first.syncToken).send('GET', `${VPCS}/kept`)).status).toBe(200);
  });

  it('has everything it said yes to after kill -9', async () => {
    const dataDir = await newFolder();
    const sandbox = await started(dataDir);
    const client = clientOf(sandbox, sandbox.token);
    const names = Array.from({ length: 50 }, (_, index) => `vpc-${index}`);
    const replies = await Promise.all(names.map((name) => client.send('POST', VPCS, { body: vpc(name) })));
    await client.send('DELETE', `${VPCS}/vpc-7`);

    process.kill(sandbox.pid, 'SIGKILL');
    await vi.waitFor(() => expect(isAlive(sandbox.pid)).toBe(false));
    const again = await started(dataDir);

    const { body } = await clientOf(again, again.token).send('GET', VPCS);
    const versions = replies.map((reply) => reply.body.metadata).filter(({ name }) => name !== 'vpc-7');
    expect(
      Object.fromEntries(body.items.map(({ metadata }) => [metadata.name, metadata.resourceVersion])),
    ).toEqual(Object.fromEntries(versions.map(({ name, resourceVersion }) => [name, resourceVersion])));
    expect(Number(body.metadata.resourceVersion)).toBeGreaterThanOrEqual(
      Math.max(...replies.map((reply) => Number(reply.body.metadata.resourceVersion))) + 1,
    );
  });

  it('refuses a second one in its folder, and says who has it', async () => {
    const dataDir = await newFolder();
    const sandbox = await started(dataDir);

    await expect(startSandbox({ dataDir })).rejects.toThrow(
      `a sandbox cluster is running in ${dataDir} already (process ${sandbox.pid})`,
    );
  });

  it('ends when the process that started it is killed', async () => {
    const dataDir = await newFolder();
    const script = `
      const { startSandbox } = await import(${JSON.stringify(join(import.meta.dirname, 'start.ts'))});
      const { pid } = await startSandbox({ dataDir: ${JSON.stringify(dataDir)} });
      console.log(pid);
      setInterval(() => {}, 1000);
    `;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);

    parent.kill('SIGKILL');

    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 5000 });
    const again = await started(dataDir);
    expect(again.pid).not.toBe(pid);
  });
});

describe('what tests can do to a sandbox', () => {
  it('lets tokens expire', async () => {
    const sandbox = await started(await newFolder());
    const account = { namespace: 'default', name: 'hnp-sync' };

    const valid = await sandbox.issueToken(account, 60);
    const expired = await sandbox.issueToken(account, -1);

    expect((await clientOf(sandbox, valid).send('GET', VPCS)).status).toBe(200);
    expect((await clientOf(sandbox, expired).send('GET', VPCS)).status).toBe(401);
  });

  it('forgets the past: lists and watches of then are too old', async () => {
    const sandbox = await started(await newFolder());
    const client = clientOf(sandbox, sandbox.token);
    for (const name of ['a', 'b', 'c']) await client.send('POST', VPCS, { body: vpc(name) });
    const { body: page } = await client.send('GET', VPCS, { query: { limit: 1 } });
    await client.send('POST', VPCS, { body: vpc('d') });

    await sandbox.forgetHistory();

    const { status, body } = await client.send('GET', VPCS, {
      query: { limit: 1, continue: page.metadata.continue },
    });
    expect([status, body.reason]).toEqual([410, 'Expired']);
    const goOn = body.metadata.continue;
    const rest = await client.send('GET', VPCS, { query: { continue: goOn } });
    expect(rest.body.items.map(({ metadata }) => metadata.name)).toEqual(['b', 'c', 'd']);
    const events = client.watch(VPCS, {
      query: { resourceVersion: page.metadata.resourceVersion },
      signal: AbortSignal.timeout(5000),
    });
    expect((await events.next()).value).toMatchObject({ type: 'ERROR', object: { code: 410 } });
  });
});
