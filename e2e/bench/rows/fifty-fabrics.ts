import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openApi, type Api } from '../../app/api.ts';
import type { ClusterNamespace } from '../../app/cluster-namespace.ts';
import { freePort } from '../../app/free-port.ts';
import { createGitRepository } from '../../app/git-repository.ts';
import { startApp } from '../../app/start-app.ts';
import { hedgehogObjects } from '../hedgehog-objects.ts';
import { beside, median, quantile, type Row } from '../row.ts';
import { startConstantServer, type ConstantServer } from '../constant-server.ts';
import type { Stage } from '../stage.ts';
import { readStatuses } from '../status-readers.ts';

const FABRICS = 50;
const OBJECTS = 100;
const WORK = `${FABRICS} fabrics × ${OBJECTS} objects at once, one worker`;
const TOKEN = 'fs_a_token_for_the_bench';
const LIMIT_MS = 300_000;
const LOOK_EVERY_MS = 50;
const BUILD = fileURLToPath(new URL('../../../.next/BUILD_ID', import.meta.url));

interface Burst {
  /** Seconds from Sync Now to the end, fabric by fabric: the wait for a slot included. */
  readonly durations: readonly number[];
  /** Of the status API meanwhile, in ms. */
  readonly answers: readonly number[];
  /** Of a server that does nothing, asked likewise. */
  readonly constants: readonly number[];
}

/** The whole app in one process, as `npm start` runs it: API and worker share its memory and the processor. */
export async function fiftyFabrics(stage: Stage, rounds: number): Promise<Row[]> {
  if (!existsSync(BUILD)) throw new Error('there is no production build: run npm run build first');
  const app = await startApp({
    dataDir: join(stage.folder, 'app'),
    port: await freePort(),
    password: 'a password for the bench',
    token: TOKEN,
    flags: stage.flags,
    env: { FABRIC_SYNC_LOG_LEVEL: 'warn' },
  });
  stage.endsWithStage(app.stop);
  const constant = await startConstantServer();
  stage.endsWithStage(constant.close);
  try {
    const api = openApi(app.url, TOKEN);
    const git = await createGitRepository(
      join(stage.folder, 'fifty'),
      await stage.writeFiles(hedgehogObjects(OBJECTS)),
    );
    const { id: repository } = await api.post<{ id: number }>('/repositories', {
      name: 'fifty',
      url: git.url,
    });
    const bursts: Burst[] = [];
    // The first one warms up.
    for (let round = 0; round <= rounds; round += 1) {
      const burst = await inEmptyNamespaces(stage, (clusters) =>
        syncAll(api, app.url, constant, repository, clusters, round),
      );
      if (round > 0) bursts.push(burst);
    }
    const slowest = median(bursts.map(({ durations }) => Math.max(...durations) / median(durations)));
    return [
      {
        work: WORK,
        goal: 'slowest fabric at most 3 × the median',
        ours: median(bursts.map(({ durations }) => Math.max(...durations))),
        reference: median(bursts.map(({ durations }) => median(durations))),
        ratio: slowest,
        ok: slowest <= 3,
      },
      beside(
        `${WORK}; reference: a bare server that answers the same to all`,
        'status API meanwhile, 95th percentile in ms: under 50',
        50,
        median(bursts.map(({ answers }) => quantile(answers, 0.95))),
        median(bursts.map(({ constants }) => quantile(constants, 0.95))),
      ),
    ];
  } finally {
    await constant.close();
    await app.stop();
  }
}

async function inEmptyNamespaces<T>(
  stage: Stage,
  work: (clusters: readonly ClusterNamespace[]) => Promise<T>,
): Promise<T> {
  const clusters: ClusterNamespace[] = [];
  try {
    while (clusters.length < FABRICS) clusters.push(await stage.openNamespace());
    return await work(clusters);
  } finally {
    for (const cluster of clusters) await cluster.close();
  }
}

async function syncAll(
  api: Api,
  url: string,
  constant: ConstantServer,
  repository: number,
  clusters: readonly ClusterNamespace[],
  round: number,
): Promise<Burst> {
  const fabrics: number[] = [];
  for (const { server, namespace } of clusters) {
    const { id } = await api.post<{ id: number }>('/fabrics', {
      name: `fabric-${round}-${fabrics.length}`,
      kubernetes_server: server.server,
      kubernetes_ca_cert: server.ca ?? '',
      kubernetes_token: server.token,
      kubernetes_namespace: namespace,
      git_repository: repository,
      sync_interval: 0,
    });
    fabrics.push(id);
  }
  const readers = readStatuses(url, TOKEN, fabrics);
  const reference = constant.read();
  await Promise.all(fabrics.map((id) => api.post(`/fabrics/${id}/sync/trigger`)));
  const deadline = Date.now() + LIMIT_MS;
  while (!fabrics.every((id) => readers.states.get(id) === 'in_sync')) {
    if (Date.now() > deadline)
      throw new Error(`not In Sync after ${LIMIT_MS} ms: ${JSON.stringify([...readers.states])}`);
    await delay(LOOK_EVERY_MS);
  }
  const [answers, constants] = await Promise.all([readers.stop(), reference.stop()]);
  const durations: number[] = [];
  for (const id of fabrics) {
    const { results } = await api.get<{ results: { queued_at: string; finished_at: string }[] }>(
      `/runs?fabric_id=${id}`,
    );
    const [run] = results;
    if (run === undefined) throw new Error(`fabric ${id} has no run`);
    durations.push((Date.parse(run.finished_at) - Date.parse(run.queued_at)) / 1_000);
  }
  return { durations, answers, constants };
}
