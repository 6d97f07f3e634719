import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { afterAll, describe, expect, inject, it } from 'vitest';
import type { GitRepository } from '#e2e/app/git-repository.ts';
import { createGitRepository } from '#e2e/app/git-repository.ts';
import type { ClusterNamespace } from '#e2e/app/cluster-namespace.ts';
import { clusterUnderTest } from '#e2e/suites/fabric-under-test.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { startApi } from '#server/api/api-under-test.ts';
import { runCli } from '#server/cli/run-cli.ts';
import { terminalUnderTest } from '#server/cli/terminal-under-test.ts';
import type { PlanAnswer } from '#server/domain/wire/plan.ts';
import { claimRuns } from '#server/jobs/claim.ts';
import { holdLease } from '#server/jobs/lease.ts';
import { createLog } from '#server/log.ts';
import { createOutbound } from '#server/outbound/outbound.ts';
import { executeRun } from '#server/sync/run.ts';

const { sandbox, real } = inject('apiServers');
const apiServer = real ?? sandbox;
const { db } = await testDatabase();
const { app, call, as, sealer, tokens } = await startApi(db);
const dataDir = await mkdtemp(join(tmpdir(), 'fabric-sync-cli-'));
afterAll(() => rm(dataDir, { recursive: true, force: true }));
const url = await new Promise<string>((ready) => {
  const web = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
    ready(`http://127.0.0.1:${port}`),
  );
  afterAll(() => web.close());
});

const vpc = (name: string, vlan: number): string => `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: ${name}}
spec:
  ipv4Namespace: default
  vlanNamespace: default
  subnets: {default: {subnet: 10.0.${vlan % 250}.0/24, vlan: ${vlan}}}
`;

async function cli(line: string, token = tokens.operator) {
  const { terminal, said } = terminalUnderTest();
  const code = await runCli(line.split(' '), terminal, { url, token, color: false });
  return { code, ...said };
}

/** What a worker does, once. */
async function work(): Promise<number> {
  const log = createLog('silent');
  const deps = {
    db,
    log,
    sealer,
    dataDir,
    outbound: createOutbound({ deny: [], allow: [] }),
    allowFileRepositories: true,
  };
  const runs = await claimRuns(db, 'cli-test', 10);
  for (const run of runs) {
    const lease = holdLease(
      db,
      { runId: run.id, worker: 'cli-test', attempt: run.attempt },
      log,
      performance.now(),
    );
    await executeRun(deps, run, lease).finally(() => lease.release());
  }
  return runs.length;
}

describe.skipIf(apiServer === null)('plan and sync on the command line', () => {
  let many = 0;
  async function world(
    files: Readonly<Record<string, string>>,
  ): Promise<{ name: string; git: GitRepository; target: ClusterNamespace }> {
    if (apiServer === null) throw new Error('left out');
    const target = await clusterUnderTest(apiServer);
    const name = `dc${(many += 1)}`;
    const git = await createGitRepository(join(dataDir, name), null);
    await git.commit(files, 'first');
    const { body: repository } = await call('POST', '/repositories', { name, url: git.url });
    const { status } = await call('POST', '/fabrics', {
      name,
      kubernetes_server: target.server.server,
      kubernetes_ca_cert: target.server.ca ?? '',
      kubernetes_token: target.server.token,
      kubernetes_namespace: target.namespace,
      git_repository: repository.id,
      sync_interval: 0,
    });
    expect(status).toBe(201);
    return { name, git, target };
  }
  /** The command, and a worker that takes the run it starts. */
  async function syncAndWait(line: string) {
    const waiting = cli(`${line} --wait`);
    await expect.poll(work, { timeout: 20_000 }).toBe(1);
    return await waiting;
  }

  it('shows what is to be done, tells it by its exit code, and does exactly that', async () => {
    const { name, git, target } = await world({
      'a.yaml': vpc('vpc-1', 1_001),
      'b.yaml': vpc('vpc-2', 1_002),
    });

    const words = await cli(`plan ${name}`, tokens.viewer);

    expect(words).toMatchObject({ code: 0, err: '' });
    expect(words.out).toContain(`+ VPC ${target.namespace}/vpc-1  not in the cluster\n`);
    expect(words.out).toContain('\n2 create, 0 update, 0 delete\n');
    expect((await cli(`plan ${name} --exit-status`)).code).toBe(3);
    const { id } = JSON.parse((await cli(`plan ${name} --json`)).out) as PlanAnswer;
    expect(await target.objects()).toEqual([]);

    const applied = await syncAndWait(`sync ${name} --plan ${id}`);

    expect(applied.out).toContain('successful\n2 created');
    expect(applied.code).toBe(0);
    const taskId = /^(\S+): successful/.exec(applied.out)?.[1];
    const told = await cli(`run ${taskId}`, tokens.viewer);
    expect(told.out).toMatch(/\nsync of dc\d+, manual by operator.+\n/);
    expect(told.out).toMatch(/ {2}✓ Apply.+\n/i);
    expect(told.out).toContain(`create  VPC ${target.namespace}/vpc-1  applied`);
    expect(JSON.parse((await cli(`run ${taskId} --json`)).out)).toMatchObject({
      task_id: taskId,
      successful: true,
      results: [{ name: 'vpc-1', outcome: 'applied' }, { name: 'vpc-2' }],
    });
    expect((await cli(`runs ${name}`)).out).toMatch(/completed .+ 2 created\n$/);
    const settled = await cli(`plan ${name} --exit-status`);
    expect(settled).toMatchObject({ code: 0 });
    expect(settled.out).toContain('0 create, 0 update, 0 delete: nothing to do\n');

    await git.commit({ 'a.yaml': vpc('vpc-1', 1_101) }, 'vlan');
    const changed = await cli(`plan ${name}`);
    expect(changed.out).toContain('    spec.subnets.default.vlan: 1001 → 1101\n');
    expect(changed.out).toContain('On the network\n');
    await git.commit({ 'a.yaml': vpc('vpc-1', 1_102) }, 'another');
    const plan = /--plan (\S+)\n/.exec(changed.out)?.[1];
    const refused = await syncAndWait(`sync ${name} --plan ${plan}`);
    expect(refused.code).toBe(1);
    expect(refused.out).toContain(
      `The plan does not hold any more: VPC/${target.namespace}/vpc-1 changed in the desired state`,
    );
  });

  it('selects by kind, name and label', async () => {
    const { name, target } = await world({ 'a.yaml': vpc('vpc-1', 1_001), 'b.yaml': vpc('vpc-2', 1_002) });

    const words = await cli(`plan ${name} --kind VPC --name vpc-1 --name vpc-3`);
    expect(words.out).toContain('no object is selected by name vpc-3');
    expect((await cli(`plan ${name} --label no=such --exit-status`)).code).toBe(3);
    const one = await syncAndWait(`sync ${name} --name vpc-1`);

    expect(one).toMatchObject({ code: 0 });
    expect(one.out).toContain('Selective (name vpc-1): nothing is claimed for the rest');
    expect((await target.objects()).map(({ metadata }) => metadata.name)).toEqual(['vpc-1']);
    expect((await cli(`status ${name}`)).out).toMatch(
      /Never Synced\n.*; the last run was selective: name vpc-1\n/,
    );
  });

  it.each([
    ['plan nope', 1, 'There is no fabric "nope"'],
    ['plan dc1 --label tier', 2, '--label takes key=value'],
    ['plan dc1 --wait', 2, 'plan has no option --wait'],
    ['sync dc1 --plan 1 --name a', 2, '--plan brings its own selection'],
    ['sync dc1 --plan 1 --force', 2, '--plan says by itself'],
    ['sync dc1 --plan 1', 1, 'invalid'],
    [
      'sync dc1 --plan 8c1f3f0e-4a52-4f0c-9c59-6a8f1d4f2b11',
      1,
      'Plan 8c1f3f0e-4a52-4f0c-9c59-6a8f1d4f2b11 of fabric dc1 not found',
    ],
  ])('%s: exit code %i', async (line, code, message) => {
    const said = await cli(line);

    expect(said).toMatchObject({ code, out: '' });
    expect(said.err).toContain(message);
  });

  describe('over the API', () => {
    it('a plan is a thing of its fabric: read again, paged and filtered, applied nowhere else', async () => {
      const files = Object.fromEntries(
        Array.from({ length: 5 }, (_, n) => [`v${n}.yaml`, vpc(`vpc-${n}`, 1_200 + n)]),
      );
      const { name } = await world(files);
      const { name: other } = await world({ 'a.yaml': vpc('vpc-1', 1_001) });
      const idOf = async (fabric: string): Promise<number> =>
        (await call('GET', `/fabrics?name=${fabric}`)).body.results[0].id as number;
      const [fabric, stranger] = [await idOf(name), await idOf(other)];

      const made = await as('viewer')('POST', `/fabrics/${fabric}/plan`);

      expect(made.status).toBe(201);
      const path = `/fabrics/${fabric}/plans/${made.body.id}`;
      expect((await as('viewer')('GET', path)).body).toEqual(made.body);
      const page = await call('GET', `${path}/items?kind=VPC&action=create&q=vpc-&limit=2&offset=2`);
      expect(page.body).toMatchObject({ count: 5, results: [{ name: 'vpc-2' }, { name: 'vpc-3' }] });
      expect(page.body.next).toContain('offset=4');
      expect((await call('GET', `${path}/items?action=delete`)).body).toMatchObject({ count: 0 });
      expect(await call('GET', `${path}/items?action=unchanged`)).toMatchObject({ status: 422 });
      expect(await call('GET', `/fabrics/${stranger}/plans/${made.body.id}`)).toMatchObject({ status: 404 });
      expect(await call('GET', `/fabrics/${fabric}/plans/12`)).toMatchObject({ status: 404 });
      const trigger = (fabricId: number, body: object) =>
        call('POST', `/fabrics/${fabricId}/sync/trigger`, body);
      expect(await trigger(stranger, { plan_id: made.body.id })).toMatchObject({
        status: 404,
        body: { code: 'NOT_FOUND' },
      });
      expect(await trigger(fabric, { plan_id: made.body.id, force: true })).toMatchObject({ status: 422 });
      expect(
        await as('viewer')('POST', `/fabrics/${fabric}/sync/trigger`, { plan_id: made.body.id }),
      ).toMatchObject({ status: 403 });
    });
  });
});
