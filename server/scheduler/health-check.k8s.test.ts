import { eq } from 'drizzle-orm';
import { describe, expect, inject, test } from 'vitest';
import { fabrics } from '#db/schema/index.ts';
import { clusterUnderTest, harness } from '#e2e/suites/fabric-under-test.ts';
import { checkHealth } from '#server/scheduler/health-check.ts';
import { tick } from '#server/scheduler/tick.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';

const { ctx, repository, fabric, sync, work } = await harness();
const { sandbox } = inject('apiServers');

const VPC = `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: vpc-1}
spec: {subnets: {default: {subnet: 10.0.1.0/24, vlan: 1001}}}
`;

/** A minute passes for the fabric: neither run nor check is fresh any more. */
async function letAMinutePass(id: number): Promise<void> {
  const past = new Date(Date.now() - 61_000);
  await ctx.db.update(fabrics).set({ lastAttemptAt: past, healthCheckedAt: past }).where(eq(fabrics.id, id));
}

describe.skipIf(sandbox === null)('health checks', () => {
  test('a commit that mends what stopped the schedule starts a run by itself', async () => {
    if (sandbox === null) throw new Error('left out');
    const target = await clusterUnderTest(sandbox);
    const { git, id: git_repository } = await repository({ 'vpc.yaml': 'kind: [not: valid' });
    const id = await fabric(target, { git_repository });
    expect(await sync(id)).toMatchObject({ errorCode: 'GIT_YAML_INVALID' });

    await letAMinutePass(id);
    await checkHealth(ctx);
    expect(await readFabric(ctx, id)).toMatchObject({ next_sync: null });

    await git.commit({ 'vpc.yaml': VPC }, 'mended');
    await letAMinutePass(id);
    expect(await checkHealth(ctx)).toBe(1);
    await tick(ctx.db, ctx.log);
    await work();

    expect(await readFabric(ctx, id)).toMatchObject({ calculated_sync_status: 'in_sync' });
    expect(await checkHealth(ctx)).toBe(0);
  });

  test('a cluster that went away is Sync Error, and In Sync again when it is back', async () => {
    if (sandbox === null) throw new Error('left out');
    const target = await clusterUnderTest(sandbox);
    const { id: git_repository } = await repository({ 'vpc.yaml': VPC });
    const id = await fabric(target, { git_repository });
    await sync(id);

    // The row alone is changed: for the product it is the cluster that moved.
    const point = (server: string) =>
      ctx.db.update(fabrics).set({ kubernetesServer: server }).where(eq(fabrics.id, id));
    await point('https://127.0.0.1:9');
    await letAMinutePass(id);
    await checkHealth(ctx);
    expect(await readFabric(ctx, id)).toMatchObject({
      calculated_sync_status: 'error',
      connection_error: 'Connection refused - Kubernetes API server unavailable',
    });

    await point(sandbox.server);
    await letAMinutePass(id);
    await checkHealth(ctx);
    expect(await readFabric(ctx, id)).toMatchObject({
      calculated_sync_status: 'in_sync',
      connection_error: null,
    });
  });
});
