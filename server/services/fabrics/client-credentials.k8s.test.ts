import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { fabrics } from '#db/schema/index.ts';
import { createAuthority, issueClientCertificate } from '#e2e/cluster/certificates.ts';
import { applyManifest } from '#e2e/cluster/apply-manifest.ts';
import { clusterUnderTest, harness } from '#e2e/suites/fabric-under-test.ts';
import type { CheckId } from '#server/domain/preflight.ts';
import type { Preflight } from '#server/domain/wire/preflight.ts';
import { connectCluster } from '#server/kubernetes/client.ts';
import { clusterTargetOf } from '#server/kubernetes/fabric-target.ts';
import { connectProxy } from '#server/kubernetes/testing/connect-proxy.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';
import { updateFabric } from '#server/services/fabrics/update-fabric.ts';
import { runPreflight } from '#server/services/preflight/run-preflight.ts';

const { ctx, repository, fabric, sync } = await harness();
const { real, sandbox } = inject('apiServers');

const VPC = `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: vpc-1}
spec: {ipv4Namespace: default, vlanNamespace: default, subnets: {default: {subnet: 10.0.1.0/24, vlan: 1001}}}
`;
const checkOf = (result: Preflight, id: CheckId) => result.checks.find((one) => one.id === id);

const authority = real?.clientAuthority;
describe.skipIf(real === null || authority === undefined)('a client certificate instead of a token', () => {
  const issue = (user: string) => issueClientCertificate(authority ?? createAuthority(), { user });

  it('signs in, is granted its rights by the manifest, and syncs', async () => {
    if (real === null) throw new Error('left out');
    const cluster = await clusterUnderTest(real);
    const user = `doctor-${randomBytes(4).toString('hex')}`;
    const { cert, key } = issue(user);
    const { id: git_repository } = await repository({ 'vpc.yaml': VPC });
    const id = await fabric(cluster, {
      git_repository,
      kubernetes_token: '',
      kubernetes_client_cert: cert,
      kubernetes_client_key: key,
    });

    const before = await runPreflight(ctx, id);

    expect(checkOf(before, 'identity')).toMatchObject({ status: 'ok', detail: `We are ${user}` });
    expect(checkOf(before, 'token_expiry')?.detail).toMatch(/^The client certificate expires in 36[45] d/);
    expect(checkOf(before, 'rights')?.status).toBe('failed');
    expect(JSON.stringify(before)).not.toContain('PRIVATE KEY');
    await applyManifest(cluster, checkOf(before, 'rights')?.manifest ?? '');
    await expect.poll(async () => checkOf(await runPreflight(ctx, id), 'rights')?.status).toBe('ok');

    expect(await sync(id)).toMatchObject({ errorMessage: null, counts: { created: 1 } });
    expect(await readFabric(ctx, id)).toMatchObject({
      kubernetes_token_set: false,
      kubernetes_client_key_set: true,
      kubernetes_client_cert: cert.trim(),
    });
    expect(JSON.stringify(await ctx.db.select().from(fabrics))).not.toContain('PRIVATE KEY');
  });

  it('of another authority is refused', async () => {
    if (real === null) throw new Error('left out');
    const { cert, key } = issueClientCertificate(createAuthority('somebody else'), { user: 'nobody' });
    const id = await fabric(await clusterUnderTest(real), {
      kubernetes_token: '',
      kubernetes_client_cert: cert,
      kubernetes_client_key: key,
    });

    expect(checkOf(await runPreflight(ctx, id), 'identity')?.status).not.toBe('ok');
  });

  it('is kept only with the key that belongs to it', async () => {
    if (real === null) throw new Error('left out');
    const [mine, other] = [issue('a'), issue('b')];
    const cluster = await clusterUnderTest(real);
    const refused = (field: string) => ({ code: 'REQUEST_INVALID', fields: [{ field }] });
    const id = await fabric(cluster, { kubernetes_client_cert: mine.cert, kubernetes_client_key: mine.key });

    await expect(updateFabric(ctx, id, { kubernetes_client_key: other.key })).rejects.toMatchObject(
      refused('kubernetes_client_key'),
    );
    await expect(updateFabric(ctx, id, { kubernetes_client_cert: other.cert })).rejects.toMatchObject(
      refused('kubernetes_client_key'),
    );
    await expect(updateFabric(ctx, id, { kubernetes_client_key: '' })).rejects.toMatchObject(
      refused('kubernetes_client_key'),
    );
    await expect(updateFabric(ctx, id, { kubernetes_client_cert: '' })).rejects.toMatchObject(
      refused('kubernetes_client_cert'),
    );
    expect(
      await updateFabric(ctx, id, { kubernetes_client_cert: other.cert, kubernetes_client_key: other.key }),
    ).toMatchObject({ kubernetes_client_cert: other.cert });
    expect(
      await updateFabric(ctx, id, { kubernetes_client_cert: '', kubernetes_client_key: '' }),
    ).toMatchObject({ kubernetes_client_cert: '', kubernetes_client_key_set: false });
  });
});

describe.each([
  ['real', real],
  ['sandbox', sandbox],
] as const)('through a proxy to the %s API server', (_name, server) => {
  describe.skipIf(server === null)('by CONNECT', () => {
    it('syncs, verified as before, and everything goes through the proxy', async () => {
      if (server === null) throw new Error('left out');
      const proxy = await connectProxy();
      const { id: git_repository } = await repository({ 'vpc.yaml': VPC });
      const id = await fabric(await clusterUnderTest(server), {
        git_repository,
        kubernetes_proxy_url: proxy.url,
      });

      expect(await sync(id)).toMatchObject({ errorMessage: null, counts: { created: 1 } });
      expect(new Set(proxy.tunnels)).toEqual(new Set([new URL(server.server).host]));
      const result = await runPreflight(ctx, id);
      expect(checkOf(result, 'reachable')?.detail).toBe('The proxy answers and reaches the server');
      expect(checkOf(result, 'tls')?.detail).toMatch(/^Verified by the fabric's CA certificate/);
      expect(result.passed).toBe(true);
    });

    it('trusts no more certificates than without it', async () => {
      if (server === null) throw new Error('left out');
      const proxy = await connectProxy();
      const id = await fabric(await clusterUnderTest(server), {
        kubernetes_proxy_url: proxy.url,
        kubernetes_ca_cert: createAuthority('somebody else').cert,
      });

      expect(checkOf(await runPreflight(ctx, id), 'tls')?.status).toBe('failed');
      expect(await sync(id)).toMatchObject({ errorCode: 'K8S_TLS_FAILED' });
    });

    it('says that the proxy refuses, or is not there', async () => {
      if (server === null) throw new Error('left out');
      const refusing = await connectProxy(403);
      const cluster = await clusterUnderTest(server);
      for (const kubernetes_proxy_url of [refusing.url, 'http://127.0.0.1:1']) {
        const id = await fabric(cluster, { kubernetes_proxy_url });

        expect(checkOf(await runPreflight(ctx, id), 'reachable')?.status).toBe('failed');
        expect(await sync(id)).toMatchObject({ errorCode: 'K8S_CONNECTION_REFUSED' });
      }
    });

    it('is the pod’s own account for "in-cluster", read anew at each use', async () => {
      if (server === null) throw new Error('left out');
      const folder = await mkdtemp(join(tmpdir(), 'fabric-sync-pod-'));
      afterAll(() => rm(folder, { recursive: true, force: true }));
      const id = await fabric(await clusterUnderTest(server), {
        kubernetes_server: 'in-cluster',
        kubernetes_token: '',
        kubernetes_ca_cert: '',
      });
      const row = (await ctx.db.select().from(fabrics)).find((one) => one.id === id);
      const target = () => clusterTargetOf(row!, ctx.sealer, () => ({ server: server.server, folder }));
      expect(target).toThrow(/service account cannot be read/);
      await writeFile(join(folder, 'ca.crt'), server.ca ?? '');
      await writeFile(join(folder, 'token'), 'old');
      expect(target()).toMatchObject({ token: 'old' });
      await writeFile(join(folder, 'token'), `${server.token}\n`);

      const client = connectCluster(target(), { outbound: ctx.outbound });
      afterAll(() => client.close());

      await expect(client.version()).resolves.toMatchObject({ gitVersion: expect.any(String) as string });
      expect(checkOf(await runPreflight(ctx, id), 'configured')).toMatchObject({
        status: 'failed',
        detail: expect.stringContaining('does not run in a pod') as string,
      });
    });
  });
});
