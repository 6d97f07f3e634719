import { eq } from 'drizzle-orm';
import { describe, expect, inject, test } from 'vitest';
import { fabrics, runs } from '#db/schema/index.ts';
import { clusterUnderTest, harness } from '#e2e/suites/fabric-under-test.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';
import { createPushLooks } from '#server/services/push/push-looks.ts';
import { setPushSecret } from '#server/services/push/set-push-secret.ts';

const { ctx, repository, fabric, sync, work } = await harness();
const { sandbox } = inject('apiServers');

const vpc = (vlan: number) => `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: vpc-1}
spec: {subnets: {default: {subnet: 10.0.1.0/24, vlan: ${vlan}}}}
`;

describe.skipIf(sandbox === null)('a push', () => {
  test('to the directory of one fabric brings its cluster to the new commit; its neighbour starts no run', async () => {
    if (sandbox === null) throw new Error('left out');
    const [first, second] = [await clusterUnderTest(sandbox), await clusterUnderTest(sandbox)];
    const { git, id: git_repository } = await repository({
      'one/vpc.yaml': vpc(1001),
      'two/vpc.yaml': vpc(1001),
    });
    await setPushSecret(ctx, git_repository, 'http://localhost:3000');
    const one = await fabric(first, { git_repository, gitops_directory: 'one' });
    const two = await fabric(second, { git_repository, gitops_directory: 'two' });
    expect(await sync(one)).toMatchObject({ status: 'completed' });
    expect(await sync(two)).toMatchObject({ status: 'completed' });
    const looks = createPushLooks(ctx);

    const commit = await git.commit({ 'one/vpc.yaml': vpc(1002) }, 'another VLAN');
    const pushedAt = Date.now();
    await looks.want(git_repository);
    await looks.settled();

    const [run] = await ctx.db.select().from(runs).where(eq(runs.triggerType, 'webhook'));
    expect(run).toMatchObject({ fabricId: one, status: 'pending' });
    expect(run!.queuedAt.getTime() - pushedAt).toBeLessThan(2_000);
    await work();

    const [ended] = await ctx.db.select().from(runs).where(eq(runs.id, run!.id));
    expect(ended).toMatchObject({ status: 'completed', commit, counts: { updated: 1 } });
    expect(await readFabric(ctx, one)).toMatchObject({ calculated_sync_status: 'in_sync' });
    const rows = await ctx.db.select().from(fabrics).orderBy(fabrics.id);
    expect(rows).toMatchObject([
      { id: one, syncedCommit: commit, pushedTree: null },
      { id: two, lastRunId: expect.any(Number), activeRunId: null },
    ]);

    // What the run read is what the next push is compared with.
    await git.commit({ 'README.md': 'words' }, 'words');
    await looks.want(git_repository);
    await looks.settled();
    expect(await ctx.db.$count(runs, eq(runs.triggerType, 'webhook'))).toBe(1);
  });

  test('that cannot be read stops the schedule; the one that mends it starts it again', async () => {
    if (sandbox === null) throw new Error('left out');
    const target = await clusterUnderTest(sandbox);
    const { git, id: git_repository } = await repository({ 'vpc.yaml': vpc(1001) });
    await setPushSecret(ctx, git_repository, 'http://localhost:3000');
    const id = await fabric(target, { git_repository });
    await sync(id);
    const looks = createPushLooks(ctx);
    const push = async (text: string) => {
      await git.commit({ 'vpc.yaml': text }, 'changed');
      await looks.want(git_repository);
      await looks.settled();
      await work();
      return await readFabric(ctx, id);
    };

    expect(await push('kind: [not: valid')).toMatchObject({
      calculated_sync_status: 'error',
      next_sync: null,
    });
    expect(await push(vpc(1003))).toMatchObject({ calculated_sync_status: 'in_sync' });
  });
});
