import { randomBytes } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { fabrics, resources, runResults, runs } from '#db/schema/index.ts';
import type { ClusterNamespace } from '#e2e/app/cluster-namespace.ts';
import { kubectlFor } from '#e2e/app/kubectl.ts';
import { findKubectl } from '#e2e/cluster/binaries.ts';
import { clusterUnderTest, harness } from '#e2e/suites/fabric-under-test.ts';
import { importInput, type ImportInput, type ImportPreview } from '#server/domain/wire/import.ts';
import { resourceInput } from '#server/domain/wire/resource-change.ts';
import { exportFabric } from '#server/services/export/export-fabric.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';
import { startImport } from '#server/services/import/start-import.ts';
import { createResource } from '#server/services/resources/create-resource.ts';
import { deleteResource } from '#server/services/resources/delete-resource.ts';
import { updateResource } from '#server/services/resources/update-resource.ts';

const EXAMPLE = join(import.meta.dirname, '../../../e2e/demo/fabric');
const example = (): string =>
  readdirSync(EXAMPLE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n---\n');

const { ctx, repository, fabric, sync, work } = await harness();
const { real, sandbox } = inject('apiServers');

async function runImport(fabricId: number, input: Partial<ImportInput> = {}) {
  const started = await startImport(ctx, fabricId, importInput.parse(input));
  if (!('task_id' in started)) throw new Error('a dry run');
  await work();
  const [run] = await ctx.db.select().from(runs).where(eq(runs.taskId, started.task_id));
  if (run === undefined) throw new Error('no run');
  return { ...run, results: await ctx.db.select().from(runResults).where(eq(runResults.runId, run.id)) };
}
async function preview(fabricId: number, input: Partial<ImportInput> = {}): Promise<ImportPreview> {
  const found = await startImport(ctx, fabricId, importInput.parse({ ...input, dry_run: true }));
  if (!('dry_run' in found)) throw new Error('no dry run');
  return found;
}
async function exported(fabricId: number, source: 'desired' | 'live'): Promise<string> {
  return [...(await exportFabric(ctx, fabricId, { source })).parts].join('');
}
const specs = async (target: ClusterNamespace): Promise<Map<string, unknown>> =>
  new Map((await target.objects()).map(({ kind, metadata, spec }) => [`${kind}/${metadata.name}`, spec]));
const vpc = (name: string, differs: object = {}) =>
  resourceInput.parse({
    fabric_id: 1,
    kind: 'VPC',
    name,
    spec: { subnets: { default: { subnet: '10.9.1.0/24', vlan: 1901 } } },
    ...differs,
  });

describe.each([
  ['real', real],
  ['sandbox', sandbox],
] as const)('inventory, import and export on the %s API server', (_name, server) => {
  const meet = async () => {
    if (server === null) throw new Error('left out');
    const target = await clusterUnderTest(server);
    const kubectl = await kubectlFor(target);
    if (kubectl === null) throw new Error('left out');
    return { target, kubectl };
  };

  describe.skipIf(server === null)('edited in the app', () => {
    it('goes to the cluster, is checked by its CRD first, and goes from there again', async () => {
      if (server === null) throw new Error('left out');
      const target = await clusterUnderTest(server);
      const id = await fabric(target);
      expect(await sync(id)).toMatchObject({ status: 'completed', counts: { desired: 0, writes: 0 } });
      expect(await readFabric(ctx, id)).toMatchObject({
        calculated_sync_status: 'in_sync',
        why: '0 objects',
      });

      const spec = { subnets: { default: { subnet: '10.9.1.0/24', vlan: 1901, nonsense: true } } };
      await expect(createResource(ctx, vpc('vpc-9', { fabric_id: id, spec }))).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
        fields: [{ field: expect.stringContaining('subnets.default.nonsense') as string }],
      });
      const wrongType = { subnets: { default: { subnet: '10.9.1.0/24', vlan: 1901, hostBGP: 'maybe' } } };
      await expect(
        createResource(ctx, vpc('vpc-9', { fabric_id: id, spec: wrongType })),
      ).rejects.toMatchObject({
        fields: [{ field: expect.stringContaining('hostBGP') as string }],
      });

      const added = await createResource(ctx, vpc('vpc-9', { fabric_id: id }));
      // Of the namespace that the test has for itself.
      expect(added).toMatchObject({ checked_by_cluster: true, warnings: [{ field: 'namespace' }] });
      expect(await target.objects()).toEqual([]);
      expect(await readFabric(ctx, id)).toMatchObject({ why: '1 change in the inventory waits' });
      expect(await sync(id)).toMatchObject({ status: 'completed', counts: { created: 1 } });
      expect(await readFabric(ctx, id)).toMatchObject({ why: 'verified 1 object equal' });

      await updateResource(ctx, added.id, {
        spec: { subnets: { default: { subnet: '10.9.1.0/24', vlan: 1902 } } },
      });
      expect((await sync(id)).counts).toMatchObject({ updated: 1, writes: 1 });
      expect((await specs(target)).get('VPC/vpc-9')).toMatchObject({ subnets: { default: { vlan: 1902 } } });

      await deleteResource(ctx, added.id);
      expect(
        (await ctx.db.select().from(resources).where(eq(resources.fabricId, id)))[0]?.desired,
      ).toBeNull();
      expect(await sync(id, { confirm_prune: true })).toMatchObject({
        status: 'completed',
        counts: { deleted: 1 },
      });
      expect(await target.objects()).toEqual([]);
      expect(await ctx.db.select().from(resources).where(eq(resources.fabricId, id))).toEqual([]);
    });
  });

  describe.skipIf(server === null || findKubectl() === null)('from the cluster', () => {
    it('a whole fabric is imported and adopted; a sync then writes nothing, and what leaves the inventory goes', async () => {
      const { target, kubectl } = await meet();
      expect(await kubectl.apply(example())).toMatchObject({ code: 0 });
      const before = await specs(target);
      const id = await fabric(target);

      const found = await preview(id);
      expect(found.counts).toEqual({ new: 48, replaced: 0, unchanged: 0, left_out: 0 });
      expect(found.kinds.map(({ kind }) => kind)).toContain('VPC');
      expect(await ctx.db.select().from(resources).where(eq(resources.fabricId, id))).toEqual([]);

      const run = await runImport(id);
      expect(run).toMatchObject({
        kind: 'import',
        status: 'completed',
        errorMessage: null,
        counts: { desired: 48, updated: 48, skipped: 0 },
      });
      expect(run.steps.every(({ status }) => status === 'completed')).toBe(true);
      expect(await readFabric(ctx, id)).toMatchObject({
        last_sync: null,
        drift_count: 0,
        cached_crd_count: 48,
      });
      expect(await specs(target)).toEqual(before);
      for (const { kind, metadata } of await target.objects()) {
        // An empty spec is not sent, so its existence stays with who wrote it.
        if (kind === 'SwitchGroup') continue;
        expect(metadata.managedFields?.map(({ manager }) => manager)).toEqual(['fabric-sync']);
        expect(metadata.annotations).not.toHaveProperty(['kubectl.kubernetes.io/last-applied-configuration']);
      }

      expect(await sync(id)).toMatchObject({ status: 'completed', counts: { writes: 0, unchanged: 48 } });
      expect(await readFabric(ctx, id)).toMatchObject({
        calculated_sync_status: 'in_sync',
        why: 'verified 48 objects equal',
      });
      expect((await preview(id)).counts).toEqual({ new: 0, replaced: 0, unchanged: 48, left_out: 0 });

      const isVpc = and(eq(resources.fabricId, id), eq(resources.kind, 'VPC'), eq(resources.name, 'vpc-1'));
      const [row] = await ctx.db.select().from(resources).where(isVpc);
      if (row?.desired === null || row === undefined) throw new Error('vpc-1 is not there');
      const spec = row.desired['spec'] as { subnets: Record<string, unknown> };
      const [kept = '', ...others] = Object.keys(spec.subnets);
      expect(others.length).toBeGreaterThan(0);
      await updateResource(ctx, row.id, { spec: { ...spec, subnets: { [kept]: spec.subnets[kept] } } });
      expect(await sync(id)).toMatchObject({ status: 'completed', counts: { updated: 1 } });
      const left = (await specs(target)).get('VPC/vpc-1') as { subnets: object };
      expect(Object.keys(left.subnets)).toEqual([kept]);
    });

    it('leaves alone what is another fabric’s, takes the asked kinds only, and shows what it would replace', async () => {
      const { target, kubectl } = await meet();
      await kubectl.apply(example());
      const other = await fabric(target);
      await runImport(other, { kinds: ['VLANNamespace', 'IPv4Namespace'] });
      const id = await fabric(target, { write_scope: 'tenant' });

      const run = await runImport(id, { kinds: ['VPC', 'VLANNamespace'] });

      expect(run).toMatchObject({ status: 'completed', counts: { desired: 3, updated: 3 } });
      const skipped = run.results.filter(({ outcome }) => outcome === 'skipped');
      expect(skipped.length).toBeGreaterThan(0);
      expect(skipped.every(({ kind }) => kind === 'VLANNamespace')).toBe(true);
      const whole = await fabric(target);
      const others = await preview(whole);
      expect(others.items.map(({ why }) => why)).toContain('VPC vpc-1 belongs to another fabric');

      await kubectl.apply(
        `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: vpc-1, labels: {from: outside}}
`,
        '--server-side',
        '--force-conflicts',
      );
      const found = await preview(id, { names: ['vpc-1'] });
      expect(found).toMatchObject({
        counts: { new: 0, replaced: 1, unchanged: 0 },
        items: [{ name: 'vpc-1', changes: [{ path: ['metadata', 'labels', 'from'], live: 'outside' }] }],
      });
      await runImport(id, { names: ['vpc-1'] });
      expect((await preview(id, { names: ['vpc-1'] })).counts).toMatchObject({ unchanged: 1 });
    });

    it('an import that cannot reach the cluster leaves the fabric as it was', async () => {
      const { target } = await meet();
      const id = await fabric(target);
      await sync(id);
      await ctx.db.update(fabrics).set({ kubernetesServer: 'https://127.0.0.1:1' }).where(eq(fabrics.id, id));

      expect(await runImport(id)).toMatchObject({ status: 'failed', errorCode: 'K8S_CONNECTION_REFUSED' });

      expect(await readFabric(ctx, id)).toMatchObject({ calculated_sync_status: 'in_sync', error: null });
    });

    it.each([
      ['client-side', []],
      ['server-side', ['--server-side']],
    ])(
      'its export is taken by kubectl (%s) elsewhere, and from Git a sync writes nothing',
      async (_how, flags) => {
        const { target, kubectl } = await meet();
        await kubectl.apply(example());
        const id = await fabric(target);
        await runImport(id);
        const desired = await exported(id, 'desired');
        const live = await exported(id, 'live');
        expect(live.slice(live.indexOf('---'))).toBe(desired.slice(desired.indexOf('---')));
        expect(live).not.toMatch(/fabric-sync|managedFields|resourceVersion|last-applied/);

        const fresh = await meet();
        const there = desired.replaceAll(
          `namespace: ${target.namespace}`,
          `namespace: ${fresh.target.namespace}`,
        );
        expect(await fresh.kubectl.apply(there, ...flags)).toMatchObject({ code: 0 });
        expect(await specs(fresh.target)).toEqual(await specs(target));

        const { id: git_repository } = await repository({
          [`${randomBytes(2).toString('hex')}.yaml`]: there,
        });
        const fromGit = await fabric(fresh.target, { git_repository });
        expect(await sync(fromGit)).toMatchObject({ status: 'completed', counts: { updated: 48 } });
        expect((await sync(fromGit)).counts).toMatchObject({ writes: 0, unchanged: 48 });
      },
    );
  });
});
