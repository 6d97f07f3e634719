import { asc, eq } from 'drizzle-orm';
import { expect, inject } from 'vitest';
import { fabrics, transitions, type FabricRow } from '#db/schema/index.ts';
import type { ClusterNamespace } from '#e2e/app/cluster-namespace.ts';
import type { GitRepository } from '#e2e/app/git-repository.ts';
import type { ApiServer } from '#e2e/cluster/target.ts';
import type { FabricInput } from '#server/domain/wire/fabric.ts';
import { clusterUnderTest, harness } from '../suites/fabric-under-test.ts';
import { startEngine, type Engine, type EndedRun } from './engine.ts';
import { openFaultProxy, type FaultProxy } from './proxy/fault-proxy.ts';

/** A fabric behind the proxy, with a namespace and a repository of its own. */
export interface Placed {
  readonly id: number;
  readonly target: ClusterNamespace;
  readonly git: GitRepository;
  readonly repositoryId: number;
}

export interface World extends Engine {
  readonly proxy: FaultProxy;
  /** The real API server. */
  readonly server: ApiServer;
  place(files: Readonly<Record<string, string>>, settings?: Partial<FabricInput>): Promise<Placed>;
  fabricRow(id: number): Promise<FabricRow>;
  /** Every fault is over: the next sync brings the fabric In Sync, and nothing of the error stays. */
  expectRecovery(placed: Pick<Placed, 'id'>): Promise<EndedRun>;
  /** A second fabric in the same database and cluster, not behind the proxy: as it was when it was synced first. */
  expectNeighbourUnaffected(): Promise<void>;
}

/** The real API server, or where to leave the file out. */
export const { real } = inject('apiServers');

/** What each file of this folder has once: the engine, a fault proxy, and a neighbour that no fault concerns. */
export async function openWorld(server: ApiServer): Promise<World> {
  const made = await harness();
  const engine = startEngine(made);
  const proxy = await openFaultProxy(server);
  const { ctx } = engine;

  const fabricRow = async (id: number): Promise<FabricRow> => {
    const [row] = await ctx.db.select().from(fabrics).where(eq(fabrics.id, id));
    if (row === undefined) throw new Error(`fabric ${id} is gone`);
    return row;
  };

  const neighbourSpace = await clusterUnderTest(server);
  const neighbourGit = await made.repository({ 'a.yaml': vpc('neighbour', 3_000) });
  const neighbour = await made.fabric(neighbourSpace, { git_repository: neighbourGit.id, sync_interval: 0 });
  expect(await engine.sync(neighbour)).toMatchObject({ status: 'completed', errorMessage: null });
  const neighbourRow = await fabricRow(neighbour);
  const neighbourLog = await transitionsOf(neighbour);

  async function transitionsOf(id: number) {
    return await ctx.db
      .select()
      .from(transitions)
      .where(eq(transitions.fabricId, id))
      .orderBy(asc(transitions.id));
  }

  return {
    ...engine,
    proxy,
    server,
    fabricRow,
    async place(files, settings = {}) {
      const target = await clusterUnderTest(server);
      const { git, id: git_repository } = await made.repository(files);
      const id = await made.fabric(target, {
        git_repository,
        kubernetes_server: proxy.url,
        kubernetes_ca_cert: proxy.ca.cert,
        ...settings,
      });
      return { id, target, git, repositoryId: git_repository };
    },
    async expectRecovery({ id }) {
      await proxy.heal();
      const run = await engine.sync(id);
      await proxy.heal();
      expect(run).toMatchObject({ status: 'completed', errorCode: null, errorMessage: null });
      expect(await fabricRow(id)).toMatchObject({
        activeRunId: null,
        connectionError: null,
        syncError: null,
        errorCode: null,
        errorAdvice: null,
        retryAttempt: 0,
        retryAt: null,
        scheduleStopped: false,
        breakerFailures: 0,
        breakerOpenUntil: null,
        lastSync: run.finishedAt,
      });
      expect((await transitionsOf(id)).at(-1)).toMatchObject({ to: 'in_sync' });
      return run;
    },
    async expectNeighbourUnaffected() {
      expect(await fabricRow(neighbour)).toEqual(neighbourRow);
      expect(await transitionsOf(neighbour)).toEqual(neighbourLog);
    },
  };
}

/** A VPC as YAML, under its own file. */
export function vpc(
  name: string,
  vlan: number,
  more: { labels?: object; annotations?: object; spec?: object } = {},
): string {
  const { spec = {}, ...metadata } = more;
  return JSON.stringify({
    apiVersion: 'vpc.githedgehog.com/v1beta1',
    kind: 'VPC',
    metadata: { name, ...metadata },
    spec: {
      ipv4Namespace: 'default',
      vlanNamespace: 'default',
      subnets: { default: { subnet: `10.${Math.floor(vlan / 250)}.${vlan % 250}.0/24`, vlan } },
      ...spec,
    },
  });
}

/** `vpc-0.yaml` and so on, each with one VPC. */
export function vpcs(count: number, firstVlan = 1_000): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`vpc-${n}.yaml`, vpc(`vpc-${n}`, firstVlan + n)]),
  );
}
