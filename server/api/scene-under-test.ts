import { randomUUID } from 'node:crypto';
import type { Database } from '#db/client.ts';
import {
  apiTokens,
  events,
  fabrics,
  notices,
  planItems,
  plans,
  repositories,
  resources,
  runResults,
  runs,
  users,
  webhooks,
} from '#db/schema/index.ts';
import { NO_COUNTS, QUEUED_PROGRESS } from '#server/domain/run.ts';

/** Where nothing listens. */
export const SERVER = 'http://127.0.0.1:9';

/** Ids of a fabric and of one of everything that is of it. */
export interface Scene {
  readonly fabric: number;
  readonly repository: number;
  readonly resource: number;
  readonly run: number;
  readonly notice: number;
  readonly plan: string;
  readonly webhook: number;
  readonly user: string;
  readonly token: number;
}

const first = <T>([row]: T[]): T => {
  if (row === undefined) throw new Error('insert returned no row');
  return row;
};

/** A fabric with one of everything; its mark is in whatever can be read of it. */
export async function addScene(db: Database, mark: string): Promise<Scene> {
  const repository = first(
    await db
      .insert(repositories)
      .values({ name: `repo-${mark}`, url: `https://${mark}.example/x.git` })
      .returning(),
  ).id;
  const fabric = first(
    await db
      .insert(fabrics)
      .values({
        name: `fabric-${mark}`,
        kubernetesServer: SERVER,
        gitRepositoryId: repository,
        syncInterval: 0,
      })
      .returning(),
  ).id;
  const run = first(
    await db
      .insert(runs)
      .values({
        taskId: `sync_fabric_${fabric}_${mark}`,
        fabricId: fabric,
        status: 'completed',
        triggerType: 'manual',
        actor: `actor-${mark}`,
        progress: QUEUED_PROGRESS,
        counts: NO_COUNTS,
        finishedAt: new Date(),
      })
      .returning(),
  ).id;
  const identity = { kind: 'VPC', namespace: 'default', name: `vpc-${mark}` };
  await db
    .insert(runResults)
    .values({ runId: run, ...identity, action: 'create', outcome: 'applied', reason: 'new', changes: [] });
  const resource = first(
    await db
      .insert(resources)
      .values({
        fabricId: fabric,
        apiVersion: 'vpc.githedgehog.com/v1beta1',
        ...identity,
        desired: { spec: {}, labels: {}, annotations: {} },
      })
      .returning(),
  ).id;
  const notice = first(
    await db
      .insert(notices)
      .values({
        fabricId: fabric,
        kind: 'never_synced_over_5min',
        severity: 'warning',
        title: mark,
        text: mark,
        advice: 'look',
        openedAt: new Date(),
      })
      .returning(),
  ).id;
  const plan = first(
    await db
      .insert(plans)
      .values({
        fabricId: fabric,
        actor: `actor-${mark}`,
        commit: null,
        force: false,
        selection: null,
        header: {} as never,
        basis: {} as never,
        expiresAt: new Date(Date.now() + 3_600_000),
      })
      .returning(),
  ).id;
  await db.insert(planItems).values({
    planId: plan,
    position: 0,
    ...identity,
    action: 'create',
    details: { api_version: 'v1', reason: mark, changes: [], source: null, warnings: [] } as never,
  });
  for (const kind of ['transition', 'fabric.updated']) {
    await db.insert(events).values({
      kind,
      subjectType: 'fabric',
      subjectId: String(fabric),
      fabricId: fabric,
      actor: `actor-${mark}`,
      data: { from: 'never_synced', to: 'in_sync', reason: mark },
    });
  }
  await db.insert(events).values({
    kind: 'repository.updated',
    subjectType: 'repository',
    subjectId: String(repository),
    actor: `actor-${mark}`,
    data: { name: mark },
  });
  const webhook = first(
    await db
      .insert(webhooks)
      .values({ name: `hook-${mark}`, type: 'webhook', url: 'https://hook.example', fabricId: fabric })
      .returning(),
  ).id;
  const user = randomUUID();
  await db
    .insert(users)
    .values({ id: user, name: mark, email: `${mark}@x.example`, username: `user_${mark}` });
  const token = first(
    await db
      .insert(apiTokens)
      .values({ userId: user, name: `token-${mark}`, tokenHash: randomUUID(), prefix: 'fs_' })
      .returning(),
  ).id;
  return { fabric, repository, resource, run, notice, plan, webhook, user, token };
}

/** Ids that nothing has. */
export const MISSING: Scene = {
  fabric: 900_001,
  repository: 900_002,
  resource: 900_003,
  run: 900_004,
  notice: 900_005,
  plan: randomUUID(),
  webhook: 900_006,
  user: randomUUID(),
  token: 900_007,
};
