import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { eq } from 'drizzle-orm';
import { afterAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { resources } from '#db/schema/index.ts';
import type { ClusterNamespace } from '#e2e/app/cluster-namespace.ts';
import { applyManifest } from '#e2e/cluster/apply-manifest.ts';
import { startAdmissionWebhook } from '#e2e/cluster/admission-webhook.ts';
import { openClient } from '#e2e/cluster/client.ts';
import { createServiceAccount, type Rule } from '#e2e/cluster/service-account.ts';
import { SYNC_CLUSTER_RULES, SYNC_RULES } from '#e2e/cluster/sync-rights.ts';
import { clusterUnderTest, harness } from '#e2e/suites/fabric-under-test.ts';
import type { CheckId } from '#server/domain/preflight.ts';
import type { Preflight } from '#server/domain/wire/preflight.ts';
import { proxyOf } from '#server/kubernetes/testing/proxy.ts';
import { runPreflight } from '#server/services/preflight/run-preflight.ts';

const { ctx, repository, fabric, sync } = await harness();
const { real, sandbox } = inject('apiServers');

const VPC = (extra = ''): string => `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: vpc-1}
spec:
  ipv4Namespace: default
  vlanNamespace: default
  subnets:
    default: {subnet: 10.0.1.0/24, vlan: 1001}
${extra}`;

const WEBHOOKS: Rule = {
  apiGroups: ['admissionregistration.k8s.io'],
  resources: ['validatingwebhookconfigurations'],
  verbs: ['list'],
};

const check = (result: Preflight, id: CheckId) => {
  const found = result.checks.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no check ${id}`);
  return found;
};
const statuses = (result: Preflight) =>
  Object.fromEntries(
    result.checks.filter(({ status }) => status !== 'ok').map(({ id, status }) => [id, status]),
  );

describe.each([
  ['real', real],
  ['sandbox', sandbox],
] as const)('the checklist of a fabric on the %s API server', (name, server) => {
  describe.skipIf(server === null)('by the rights of an account', () => {
    /** A namespace with an account in it that has exactly these rights, and a fabric that acts as it. */
    const meet = async ({
      rules,
      clusterRules,
      files = { 'vpc.yaml': VPC() },
      settings = {},
    }: {
      rules: Rule[];
      clusterRules: Rule[];
      files?: Record<string, string>;
      settings?: Parameters<typeof fabric>[1];
    }) => {
      if (server === null) throw new Error('left out');
      const cluster = await clusterUnderTest(server);
      const client = openClient(server);
      const account = await createServiceAccount(client, {
        name: `doctor-${randomBytes(3).toString('hex')}`,
        namespace: cluster.namespace,
        rules,
        clusterRules,
      });
      afterAll(async () => {
        await account.remove();
        await client.close();
      });
      const { id: git_repository } = await repository(files);
      const token = await account.token(8 * 86_400);
      const id = await fabric(cluster, { git_repository, kubernetes_token: token, ...settings });
      return { cluster, client, id, token, account };
    };

    it('warns of another fabric in the same place', async () => {
      const { cluster, id, token } = await meet({ rules: SYNC_RULES, clusterRules: SYNC_CLUSTER_RULES });
      expect(check(await runPreflight(ctx, id), 'namespace')).toMatchObject({ status: 'ok' });

      const second = await fabric(cluster, { kubernetes_token: token });

      for (const each of [id, second]) {
        const result = await runPreflight(ctx, each);
        expect(check(result, 'namespace')).toMatchObject({
          status: 'warning',
          detail: `Namespace ${cluster.namespace} exists; another fabric syncs into it too`,
        });
      }
    });

    it('is all good with every right, after a sync', async () => {
      const { client, id, token } = await meet({
        rules: SYNC_RULES,
        clusterRules: [...SYNC_CLUSTER_RULES, WEBHOOKS],
      });
      if (name === 'real') {
        const webhook = await startAdmissionWebhook(client, {
          type: 'validating',
          name: 'doctor.fabric.test',
          group: 'vpc.githedgehog.com',
          resource: 'vpcs',
          labels: { 'nobody/has': 'this' },
          decide: () => ({}),
        });
        onTestFinished(() => webhook.stop());
      }
      expect(await sync(id)).toMatchObject({ errorMessage: null });

      const result = await runPreflight(ctx, id);

      // The sandbox has no admission webhooks to register.
      expect(statuses(result)).toEqual(name === 'real' ? {} : { webhooks: 'warning' });
      expect(result).toMatchObject({ passed: true, counts: { total: 14, failed: 0, skipped: 0 } });
      expect(check(result, 'token_expiry').detail).toMatch(/^The token expires in [78] d/);
      expect(check(result, 'tls').detail).toMatch(
        /^Verified by the fabric's CA certificate; .* expires in \d+ d$/,
      );
      expect(check(result, 'identity').detail).toMatch(/^We are system:serviceaccount:t-\w+:doctor-/);
      expect(check(result, 'kinds').detail).toContain('vpc.githedgehog.com/v1beta1');
      expect(check(result, 'git').detail).toContain('main is at');
      expect(JSON.stringify(result)).not.toContain(token);
    });

    it('names missing rights with the manifest that grants them; applied, it passes', async () => {
      const reading = SYNC_RULES.map((rule) => ({ ...rule, verbs: ['get', 'list', 'watch'] }));
      const { cluster, id } = await meet({ rules: reading, clusterRules: [] });

      const before = await runPreflight(ctx, id);

      expect(before.passed).toBe(false);
      const rights = check(before, 'rights');
      expect(rights).toMatchObject({ status: 'failed' });
      expect(rights.detail).toMatch(
        /^Missing rights in namespace t-\w+: create, update, patch, delete of .*\bvpcs\.vpc\.githedgehog\.com\b/,
      );
      expect(statuses(before)).toEqual({
        rights: 'failed',
        namespace: 'skipped',
        webhooks: 'skipped',
        // Nothing is desired before the first sync.
        fields: 'skipped',
      });

      for (const id of ['rights', 'namespace', 'webhooks'] as const) {
        await applyManifest(cluster, check(before, id).manifest ?? '');
      }

      await expect
        .poll(async () => statuses(await runPreflight(ctx, id)))
        .toEqual({ fields: 'skipped', webhooks: 'warning' });
      expect(await sync(id)).toMatchObject({ errorMessage: null, counts: { created: 1 } });
      await expect.poll(async () => (await runPreflight(ctx, id)).passed).toBe(true);
    });

    it('finds desired fields that the CRDs do not know, and kinds that are not there', async () => {
      const { cluster, id } = await meet({ rules: SYNC_RULES, clusterRules: SYNC_CLUSTER_RULES });
      const put = (kind: string, object: string, spec: object) =>
        ctx.db.insert(resources).values({
          fabricId: id,
          apiVersion: 'vpc.githedgehog.com/v1beta1',
          kind,
          namespace: cluster.namespace,
          name: object,
          desired: { spec, labels: {}, annotations: {} } as never,
        });
      await put('VPC', 'a', { subnets: { x: { vlan: 1, vlna: 2 }, y: { vlna: 3 } } });
      await put('VPC', 'b', { subnets: { x: { vlna: 2 } }, mood: 'good' });

      const unknown = await runPreflight(ctx, id);

      expect(check(unknown, 'fields')).toMatchObject({
        status: 'failed',
        detail:
          "The cluster's CRDs do not know these fields: VPC: spec.subnets.*.vlna (2 objects); VPC: spec.mood (1 object)",
      });

      await ctx.db.delete(resources).where(eq(resources.fabricId, id));
      await put('Nonsense', 'c', {});
      expect(check(await runPreflight(ctx, id), 'kinds')).toMatchObject({
        status: 'failed',
        detail: 'Not served, although resources of these kinds are desired: Nonsense',
      });
    });

    it('says that CRDs are not installed, and what waits for them', async () => {
      if (server === null) throw new Error('left out');
      const bare = await proxyOf(server, ({ url = '' }) =>
        /^\/apis\/[a-z]+\.githedgehog\.com/.test(url)
          ? { status: 404, body: { kind: 'Status', code: 404, message: 'the server could not find it' } }
          : null,
      );
      const { id } = await meet({
        rules: SYNC_RULES,
        clusterRules: SYNC_CLUSTER_RULES,
        settings: { kubernetes_server: bare, kubernetes_ca_cert: '' },
      });

      const result = await runPreflight(ctx, id);

      expect(check(result, 'kinds')).toMatchObject({
        status: 'failed',
        advice: 'Install Hedgehog CRDs on Kubernetes cluster',
      });
      for (const id of ['rights', 'fields'] as const) {
        expect(check(result, id)).toMatchObject({
          status: 'skipped',
          detail: 'Waits for: Hedgehog kinds and versions',
        });
      }
      expect(check(result, 'tls')).toMatchObject({ status: 'warning' });
    });

    it('says that the token is refused, and skips what needs it', async () => {
      const { id } = await meet({
        rules: [],
        clusterRules: [],
        settings: { kubernetes_token: 'wrong-token' },
      });

      const result = await runPreflight(ctx, id);

      expect(check(result, 'identity')).toMatchObject({
        status: 'failed',
        detail: 'Authentication failed - Invalid service account token',
      });
      expect(statuses(result)).toEqual({
        identity: 'failed',
        ...Object.fromEntries(
          ['version', 'namespace', 'kinds', 'rights', 'fields', 'webhooks'].map((id) => [id, 'skipped']),
        ),
      });
      expect(check(result, 'fields').detail).toBe('Waits for: The credentials are accepted');
      expect(JSON.stringify(result)).not.toContain('wrong-token');
    });

    it('says why a certificate is not trusted, and sends nothing', async () => {
      const { id } = await meet({ rules: [], clusterRules: [], settings: { kubernetes_ca_cert: '' } });

      const result = await runPreflight(ctx, id);

      expect(check(result, 'reachable').status).toBe('ok');
      expect(check(result, 'tls').status).toBe('failed');
      expect(check(result, 'tls').detail).toMatch(
        /^TLS verification failed: the server's certificate is signed by/,
      );
      expect(check(result, 'identity').detail).toBe('Waits for: TLS and certificate');
    });

    it('offers the namespace that is not there', async () => {
      const { cluster, id } = await meet({
        rules: SYNC_RULES,
        clusterRules: SYNC_CLUSTER_RULES,
        settings: { kubernetes_namespace: `missing-${randomBytes(4).toString('hex')}` },
      });

      const result = check(await runPreflight(ctx, id), 'namespace');

      expect(result.status).toBe('failed');
      await applyManifest(cluster, result.manifest ?? '');
      expect(check(await runPreflight(ctx, id), 'namespace').status).toBe('ok');
    });
  });
});

describe('a server that cannot be met', () => {
  const nowhere = {
    server: { server: '', ca: null, token: 't', namespace: 'default' },
    namespace: 'default',
  };
  const of = (kubernetes_server: string) =>
    fabric(nowhere as ClusterNamespace, { kubernetes_server, kubernetes_token: 't' });

  it('refuses the connection', async () => {
    const result = await runPreflight(ctx, await of('https://127.0.0.1:1'));

    expect(check(result, 'reachable')).toMatchObject({
      status: 'failed',
      detail: 'Connection refused - Kubernetes API server unavailable',
    });
    expect(result.summary).toBe('4 of 14 passed, 1 failed, 9 skipped');
  });

  it('has no name', async () => {
    const result = await runPreflight(ctx, await of('https://no-such-host.invalid:6443'));

    expect(check(result, 'reachable')).toMatchObject({
      status: 'failed',
      detail: 'DNS resolution failed for Kubernetes server',
    });
  });

  it('takes the connection and says nothing: the time is bounded', async () => {
    const silent = await silentServer();

    const result = await runPreflight(ctx, await of(`https://127.0.0.1:${silent}`), { limitMs: 500 });

    expect(check(result, 'reachable').status).toBe('ok');
    expect(check(result, 'tls')).toMatchObject({
      status: 'failed',
      detail: 'No answer before the time of the checks was over',
    });
  });

  it('is not configured', async () => {
    const result = await runPreflight(ctx, await of(''));

    expect(check(result, 'configured')).toMatchObject({
      status: 'failed',
      detail: 'No Kubernetes server is set',
    });
    expect(check(result, 'identity').detail).toBe('Waits for: Server and credentials are configured');
    expect(check(result, 'database').status).toBe('ok');
  });
});

async function silentServer(): Promise<number> {
  const server: Server = createServer(() => {});
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  afterAll(() => server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
