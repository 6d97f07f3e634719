import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findBinaries } from './binaries.ts';
import { openClient, type ApiClient } from './client.ts';
import { readPids } from './folders.ts';
import { isAlive } from './processes.ts';
import { startCluster, type Cluster } from './start.ts';

const binaries = await findBinaries();
if ('missing' in binaries)
  process.stdout.write(`Left out: the tests of the test cluster itself: ${binaries.missing}\n`);

const NAMESPACES = '/api/v1/namespaces';

describe.skipIf('missing' in binaries)('a cluster', () => {
  it('runs beside others that know nothing of it', async () => {
    const clusters = await Promise.all([startCluster(), startCluster()]);
    onTestFinished(async () => {
      await Promise.all(clusters.map((cluster) => cluster.stop()));
    });
    const [one, two] = clusters.map(clientOf) as [ApiClient, ApiClient];

    await one.send('POST', NAMESPACES, { body: { metadata: { name: 'only-in-one' } } });

    expect((await one.send('GET', `${NAMESPACES}/only-in-one`)).status).toBe(200);
    expect((await two.send('GET', `${NAMESPACES}/only-in-one`)).status).toBe(404);
    expect((await two.send('GET', NAMESPACES, { token: one.access.token })).status).toBe(401);
  });

  it('leaves nothing behind when it is stopped', async () => {
    const cluster = await startCluster();
    const pids = await allPids(cluster.folder);

    await cluster.stop();

    expect(pids).toHaveLength(3);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(cluster.folder)).toBe(false);
  });

  it('is the same again after a pause, when it has a folder of its own', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'fabric-sync-kept-'));
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
    const before = await startCluster({ dataDir });
    await clientOf(before).send('POST', NAMESPACES, { body: { metadata: { name: 'kept' } } });
    await expect(startCluster({ dataDir })).rejects.toThrow('a cluster is running in');
    await before.stop();

    const port = Number(new URL(before.server).port);
    const after = await startCluster({ dataDir, port });
    onTestFinished(after.stop);

    expect([after.server, after.adminToken, after.caCert]).toEqual([
      before.server,
      before.adminToken,
      before.caCert,
    ]);
    expect((await clientOf(after).send('GET', `${NAMESPACES}/kept`)).status).toBe(200);
  });

  it.each(['the test process', 'its supervisor'])(
    'leaves nothing behind when %s is killed',
    async (victim) => {
      const { pid, folder, ended } = await startElsewhere();
      const pids = await allPids(folder);
      const { supervisor } = (await readPids(folder)) ?? { supervisor: 0 };

      process.kill(victim === 'the test process' ? pid : supervisor, 'SIGKILL');

      await expect.poll(() => pids.filter(isAlive), { timeout: 10_000 }).toEqual([]);
      if (victim === 'its supervisor') process.kill(pid, 'SIGINT');
      await ended;
      await expect.poll(() => existsSync(folder), { timeout: 10_000 }).toBe(false);
    },
  );

  it('clears away at its next start what was killed together with its supervisor', async () => {
    const { pid, folder, ended } = await startElsewhere();
    const pids = await allPids(folder);
    const { supervisor } = (await readPids(folder)) ?? { supervisor: 0 };
    process.kill(pid, 'SIGKILL');
    process.kill(supervisor, 'SIGKILL');
    await ended;

    await (await startCluster()).stop();

    await expect.poll(() => pids.filter(isAlive), { timeout: 10_000 }).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });
});

function clientOf({ server, caCert, adminToken }: Cluster): ApiClient {
  const client = openClient({ server, ca: caCert, token: adminToken });
  onTestFinished(client.close);
  return client;
}

async function allPids(folder: string): Promise<number[]> {
  const pids = await readPids(folder);
  return pids ? [pids.supervisor, ...pids.processes] : [];
}

/** `npm run cluster`, in a process that can be killed. */
async function startElsewhere(): Promise<{ pid: number; folder: string; ended: Promise<unknown> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const ended = once(child, 'exit');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { kubeconfig } = JSON.parse(line) as { kubeconfig: string };
  return { pid: child.pid ?? 0, folder: dirname(kubeconfig), ended };
}
