import { and, eq } from 'drizzle-orm';
import { describe, expect, inject, it } from 'vitest';
import { fabrics, plans, resources, runs } from '#db/schema/index.ts';
import type { ClusterNamespace } from '#e2e/app/cluster-namespace.ts';
import { clusterUnderTest, harness } from '#e2e/suites/fabric-under-test.ts';
import { isAppError } from '#server/domain/app-error.ts';
import { planInput, type PlanAnswer } from '#server/domain/wire/plan.ts';
import { SYSTEM } from '#server/domain/actor.ts';
import type { Context } from '#server/services/context.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';
import { updateFabric } from '#server/services/fabrics/update-fabric.ts';
import { makePlan } from '#server/services/plan/make-plan.ts';

const { ctx, repository, fabric, sync } = await harness();
const { real, sandbox } = inject('apiServers');

const vpc = (name: string, vlan: number, labels = ''): string => `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: ${name}, labels: {${labels}}}
spec:
  ipv4Namespace: default
  vlanNamespace: default
  subnets:
    default: {subnet: 10.0.${vlan % 250}.0/24, vlan: ${vlan}}
`;
const server = (name: string): string => `apiVersion: wiring.githedgehog.com/v1beta1
kind: Server
metadata: {name: ${name}}
spec: {description: ${name}}
`;
const peering = (a: string, b: string): string => `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCPeering
metadata: {name: ${a}--${b}}
spec: {permit: [{${a}: {subnets: [default]}, ${b}: {subnets: [default]}}]}
`;
const FILES = {
  'vpc-1.yaml': vpc('vpc-1', 1_001, 'tier: web'),
  'vpc-2.yaml': vpc('vpc-2', 1_002),
  'server.yaml': server('server-1'),
};

const versions = async (cluster: ClusterNamespace): Promise<Record<string, string>> => {
  const objects = await cluster.objects();
  return Object.fromEntries(
    objects.map(({ kind, metadata }) => [`${kind}/${metadata.name}`, metadata.resourceVersion]),
  );
};
const plan = (id: number, input: object = {}, as: Context = ctx): Promise<PlanAnswer> =>
  makePlan(as, id, planInput.parse(input));
const names = (of: PlanAnswer, action: string): string[] =>
  of.items
    .filter((item) => item.action === action)
    .map(({ kind, name }) => `${kind}/${name}`)
    .sort();
const attempted = async (id: number): Promise<string | null | undefined> => {
  const [row] = await ctx.db.select().from(fabrics).where(eq(fabrics.id, id));
  return row?.attemptedCommit;
};
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (isAppError(error) ? error.code : String(error)),
  );

describe.each([
  ['real', real],
  ['sandbox', sandbox],
] as const)('a plan on the %s API server', (_name, api) => {
  describe.skipIf(api === null)('made, looked at, applied', () => {
    const meet = async (): Promise<ClusterNamespace> => {
      if (api === null) throw new Error('left out');
      return await clusterUnderTest(api);
    };
    const world = async (files: Readonly<Record<string, string>> = FILES, settings = {}) => {
      const target = await meet();
      const { git, id: git_repository } = await repository(files);
      const id = await fabric(target, { git_repository, sync_interval: 0, ...settings });
      return { target, git, id };
    };
    const edit = async (target: ClusterNamespace, name: string, vlan: number): Promise<void> => {
      const path = `/apis/vpc.githedgehog.com/v1beta1/namespaces/${target.namespace}/vpcs/${name}`;
      await target.send('PATCH', `${path}?fieldManager=kubectl-edit`, {
        contentType: 'application/merge-patch+json',
        body: { spec: { subnets: { default: { vlan } } } },
      });
    };

    it('of an empty cluster creates everything, writes nothing and leaves no trace but itself', async () => {
      const { target, id } = await world();
      const before = await ctx.db.select().from(fabrics).where(eq(fabrics.id, id));

      const made = await plan(id);

      expect(made).toMatchObject({
        summary: '3 create, 0 update, 0 delete',
        pending: true,
        blocked_by: null,
        needs_confirm_prune: false,
        selection: null,
        source: 'git',
        items_total: 3,
      });
      expect(names(made, 'create')).toEqual(['Server/server-1', 'VPC/vpc-1', 'VPC/vpc-2']);
      expect(await target.objects()).toEqual([]);
      expect(await ctx.db.select().from(fabrics).where(eq(fabrics.id, id))).toEqual(before);
      expect(await ctx.db.select().from(resources).where(eq(resources.fabricId, id))).toEqual([]);
      expect(await ctx.db.select().from(runs).where(eq(runs.fabricId, id))).toEqual([]);
    });

    it('applied exactly, does what it said; the next plan has nothing to do', async () => {
      const { target, git, id } = await world();
      const first = await plan(id);

      const run = await sync(id, { plan_id: first.id });

      expect(run).toMatchObject({ status: 'completed', planId: first.id, counts: { created: 3 } });
      expect(await plan(id)).toMatchObject({
        summary: '0 create, 0 update, 0 delete',
        counts: { unchanged: 3 },
        pending: false,
        blocked_by: null,
        items: [],
      });

      await git.commit({ 'vpc-1.yaml': vpc('vpc-1', 1_009), 'vpc-2.yaml': null }, 'change and delete');
      const kept = await versions(target);
      const second = await plan(id);

      expect(second.summary).toBe('0 create, 1 update, 1 delete');
      expect(second.items.find(({ action }) => action === 'update')).toMatchObject({
        name: 'vpc-1',
        reason:
          '3 fields differ: spec.subnets.default.subnet, spec.subnets.default.vlan, metadata.labels.tier',
        changes: [
          { path: ['spec', 'subnets', 'default', 'subnet'], desired: '10.0.9.0/24', live: '10.0.1.0/24' },
          { path: ['spec', 'subnets', 'default', 'vlan'], desired: 1_009, live: 1_001 },
          { path: ['metadata', 'labels', 'tier'], live: 'web' },
        ],
      });
      expect(await versions(target)).toEqual(kept);
      const [stored] = await ctx.db
        .select()
        .from(resources)
        .where(and(eq(resources.fabricId, id), eq(resources.name, 'vpc-1')));
      expect(JSON.stringify(stored?.desired)).toContain('1001');
      expect(await sync(id, { plan_id: second.id })).toMatchObject({
        status: 'completed',
        counts: { updated: 1, deleted: 1, unchanged: 1, writes: 2 },
      });
    });

    it('is refused once somebody edited the cluster, by name; the fabric stays as it was', async () => {
      const { target, id } = await world();
      await sync(id);
      const made = await plan(id, { force: true });
      expect(made).toMatchObject({ force: true, summary: '0 create, 3 update, 0 delete' });
      await edit(target, 'vpc-2', 1_777);
      const before = { versions: await versions(target), fabric: await readFabric(ctx, id) };

      const run = await sync(id, { plan_id: made.id });

      expect(run).toMatchObject({
        status: 'failed',
        force: true,
        errorCode: 'SYNC_PLAN_MOVED',
        errorMessage: expect.stringMatching(
          // The sync may have been in the same second.
          `^The plan does not hold any more: VPC/${target.namespace}/vpc-2 was changed in the cluster by kubectl-edit( or a sync)?$`,
        ) as string,
        errorAdvice: 'Look at a new plan and apply that one; nothing was written',
        wroteAt: null,
        results: [],
      });
      expect(await versions(target)).toEqual(before.versions);
      expect(await readFabric(ctx, id)).toMatchObject({
        calculated_sync_status: 'in_sync',
        last_sync: before.fabric.last_sync,
        next_sync: before.fabric.next_sync,
        error_message: null,
      });
    });

    it('is refused once Git says something else, not when a newer commit says the same', async () => {
      const { git, target, id } = await world();
      const made = await plan(id);
      await git.commit(
        { 'vpc-1.yaml': vpc('vpc-1', 1_009, 'tier: web'), 'new.yaml': vpc('vpc-3', 1_003) },
        'other',
      );

      const run = await sync(id, { plan_id: made.id });

      expect(run).toMatchObject({ status: 'failed', errorCode: 'SYNC_PLAN_MOVED' });
      expect(run.errorMessage).toContain(`VPC/${target.namespace}/vpc-1 changed in the desired state`);
      expect(run.errorMessage).toContain(`VPC/${target.namespace}/vpc-3 is now in the desired state`);
      expect(await target.objects()).toEqual([]);
      expect(await readFabric(ctx, id)).toMatchObject({
        calculated_sync_status: 'never_synced',
        error_message: null,
      });
      // Refused, it was no attempt at the commit: that is still a new input for the next run.
      expect(await attempted(id)).toBeNull();

      const again = await plan(id);
      await git.commit({ 'README.md': 'words' }, 'nothing for this fabric');
      expect(await sync(id, { plan_id: again.id })).toMatchObject({
        status: 'completed',
        counts: { created: 4 },
      });
      expect(await attempted(id)).toMatch(/^[0-9a-f]{40}$/);
    });

    it("is refused once the fabric's own settings are others, and once it is kept no more", async () => {
      const { target, id } = await world();
      const made = await plan(id);
      await updateFabric(ctx, id, { prune: false });

      expect(await sync(id, { plan_id: made.id })).toMatchObject({
        errorMessage: "The plan does not hold any more: the fabric's pruning was changed",
      });
      await updateFabric(ctx, id, { prune: true });
      await ctx.db
        .update(plans)
        .set({ expiresAt: new Date(Date.now() - 1_000) })
        .where(eq(plans.id, made.id));
      expect(await codeOf(sync(id, { plan_id: made.id }))).toBe('CONFLICT');
      expect(await target.objects()).toEqual([]);
    });

    it.each([
      ['kind', { kinds: ['vpc'] }, ['VPC/vpc-1', 'VPC/vpc-2']],
      ['name', { names: ['Server/server-1'] }, ['Server/server-1']],
      ['label', { labels: { tier: 'web' } }, ['VPC/vpc-1']],
    ])(
      'of a selection by %s writes only that, and claims nothing for the rest',
      async (_by, selection, written) => {
        const { target, id } = await world();

        const made = await plan(id, { selection });

        expect(names(made, 'create')).toEqual(written);
        expect(made.notes[0]).toContain('a selective run never makes the fabric In Sync');
        const run = await sync(id, { plan_id: made.id });
        expect(run).toMatchObject({
          status: 'completed',
          selection,
          counts: { desired: 3, created: written.length, skipped: 3 - written.length },
        });
        expect(Object.keys(await versions(target)).sort()).toEqual(written);
        const after = await readFabric(ctx, id);
        expect(after).toMatchObject({
          calculated_sync_status: 'never_synced',
          last_sync: null,
          synced_commit: null,
          drift_count: 3 - written.length,
        });
        expect(after.why).toMatch(
          /; the last run was selective: (kind vpc|name Server\/server-1|label tier=web)$/,
        );
        expect(after.last_result?.message).toContain('nothing is claimed for the rest');
        expect(await sync(id)).toMatchObject({
          status: 'completed',
          counts: { created: 3 - written.length },
        });
        expect(await readFabric(ctx, id)).toMatchObject({ calculated_sync_status: 'in_sync' });
      },
    );

    it('of a selection neither clears an error nor sets one, nor touches the rest', async () => {
      const { target, id, git } = await world();
      await sync(id);
      await git.commit({ 'bad.yaml': 'kind: [' }, 'broken');
      expect(await sync(id)).toMatchObject({ errorCode: 'GIT_YAML_INVALID' });
      const error = await readFabric(ctx, id);
      await git.commit({ 'bad.yaml': null, 'vpc-2.yaml': null, 'vpc-1.yaml': vpc('vpc-1', 1_009) }, 'mended');
      const before = await versions(target);

      const run = await sync(id, { selection: { names: ['vpc-2'] } });

      expect(run).toMatchObject({ status: 'completed', counts: { deleted: 1, writes: 1 } });
      const { 'VPC/vpc-2': _gone, ...rest } = before;
      expect(await versions(target)).toEqual(rest);
      expect(await readFabric(ctx, id)).toMatchObject({
        calculated_sync_status: 'error',
        error_message: error.error_message,
        last_sync: error.last_sync,
      });
    });

    it('of a selection is refused where it lacks what it needs, or selects nothing', async () => {
      const { target, id } = await world({ ...FILES, 'peering.yaml': peering('vpc-1', 'vpc-2') });
      const lacking = { selection: { kinds: ['VPCPeering'] } };

      const made = await plan(id, lacking);

      expect(made.blocked_by).toMatchObject({ code: 'SYNC_SELECTION_REFUSED' });
      expect(made.blocked_by?.message).toContain(
        'refers to VPC vpc-1, which is not in the cluster yet and not selected: select it too',
      );
      expect(await sync(id, lacking)).toMatchObject({
        status: 'failed',
        errorCode: 'SYNC_SELECTION_REFUSED',
      });
      expect(await sync(id, { selection: { names: ['vpc-1', 'vcp-2'] } })).toMatchObject({
        errorMessage: 'The selection cannot be synced: no object is selected by name vcp-2',
      });
      expect(await target.objects()).toEqual([]);
      expect(await readFabric(ctx, id)).toMatchObject({
        calculated_sync_status: 'never_synced',
        error_message: null,
      });
      const both = await sync(id, { selection: { kinds: ['VPCPeering', 'VPC'] } });
      expect(both).toMatchObject({ status: 'completed', counts: { created: 3 } });
    });

    it('says what would end its run before the first write', async () => {
      const { git, id } = await world();
      await sync(id);
      await git.commit({ 'vpc-1.yaml': null, 'vpc-2.yaml': null, 'server.yaml': null }, 'empty');

      const made = await plan(id);

      expect(made).toMatchObject({
        summary: '0 create, 0 update, 3 delete',
        needs_confirm_prune: true,
        blocked_by: { code: 'SYNC_MASS_PRUNE_REFUSED' },
      });
      expect(await sync(id, { plan_id: made.id })).toMatchObject({ errorCode: 'SYNC_MASS_PRUNE_REFUSED' });
      expect(await sync(id, { plan_id: made.id, confirm_prune: true })).toMatchObject({
        counts: { deleted: 3 },
      });
    });

    it('is not of the way: its faults are errors of the request', async () => {
      const { id } = await world(FILES, { kubernetes_token: 'not-a-token' });
      expect(await codeOf(plan(id))).toBe('K8S_AUTH_INVALID_TOKEN');
      const well = await world();
      await well.git.commit({ 'bad.yaml': 'kind: [' }, 'broken');
      expect(await codeOf(plan(well.id))).toBe('GIT_YAML_INVALID');
      expect(await readFabric(ctx, id)).toMatchObject({ error_message: null });
      expect(await codeOf(makePlan(ctx, id, planInput.parse({}), { limitMs: 1 }))).toBe('PLAN_TIMEOUT');
      expect(await codeOf(makePlan(ctx, id, planInput.parse({}), { caller: AbortSignal.abort() }))).toBe(
        'SYNC_CANCELLED',
      );
    });

    it('goes beside a run, and is bounded for one person', async () => {
      const { id } = await world();

      const codes = await Promise.all([plan(id), plan(id), plan(id)].map((each) => codeOf(each)));

      expect(codes.sort()).toEqual(['PLANS_BUSY', 'none', 'none']);
      const other = { ...ctx, actor: SYSTEM.worker };
      const [run, made] = await Promise.all([sync(id), plan(id, {}, other)]);
      expect(run.status).toBe('completed');
      expect(made.fabric_id).toBe(id);
    });
  });
});
