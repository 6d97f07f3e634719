import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { startAdmissionWebhook, type Verdict } from '#e2e/cluster/admission-webhook.ts';
import { openClient } from '#e2e/cluster/client.ts';
import { unique } from '#e2e/conformance/meet.ts';
import type { AppError } from '#server/domain/app-error.ts';
import { clientOf, vpcBody, VPC } from './testing/meet-client.ts';

const { real } = inject('apiServers');

// The sandbox has no admission webhooks.
describe.skipIf(real === null)('what admission says to the product’s client', () => {
  const server = real ?? { server: '', ca: null, token: '', namespace: 'default' };
  const { namespace } = server;

  /** A client and a body that only this webhook judges, once it is in effect. */
  async function judgedBy(decide: () => Verdict) {
    const admin = openClient(server);
    const name = unique();
    const labels = { hook: name };
    const body = vpcBody({ name, namespace }, {}, { labels });
    const probe = vpcBody({ name: `${name}-probe`, namespace }, {}, { labels });
    const hook = await startAdmissionWebhook(admin, {
      type: 'validating',
      name: `${name}.kb.io`,
      group: VPC.group,
      resource: VPC.plural,
      labels,
      timeoutSeconds: 1,
      decide: ({ object }) =>
        object?.metadata.name === probe.metadata.name ? { denied: 'ready' } : decide(),
    });
    const client = clientOf(server);
    onTestFinished(async () => {
      await hook.stop();
      const live = await client.get(VPC, { name, namespace });
      if (live !== null) await client.delete(VPC, live, { uid: live.uid });
      await admin.close();
    });
    const apply = (what: typeof body, dryRun = false) => client.apply(VPC, what, { force: true, dryRun });
    await expect
      .poll(() => apply(probe, true).catch((error: AppError) => error.details['why']), { timeout: 10_000 })
      .toBe('ready');
    return { apply: () => apply(body), hook, name };
  }

  it('a refusal is about the object, not about rights', async () => {
    const { apply, name } = await judgedBy(() => ({ denied: 'failed to validate vpc: no subnets' }));

    await expect(apply()).rejects.toMatchObject({
      code: 'K8S_CRD_VALIDATION_FAILED',
      message: `CRD validation failed: VPC/${namespace}/${name}: admission webhook ${name}.kb.io: failed to validate vpc: no subnets`,
    });
  });

  it('warnings come with the result', async () => {
    const { apply } = await judgedBy(() => ({ warnings: ['MCLAG is deprecated', 'a "quoted" word'] }));

    await expect(apply()).resolves.toMatchObject({
      created: true,
      warnings: ['MCLAG is deprecated', 'a "quoted" word'],
    });
  });

  it('a webhook that is down is the cluster’s trouble, and may pass', async () => {
    const { apply, hook } = await judgedBy(() => ({}));
    await hook.hangUp();

    await expect(apply()).rejects.toMatchObject({
      code: 'K8S_API_SERVER_ERROR',
      details: { status: 500, message: expect.stringContaining('failed calling webhook') as string },
    });
  });

  it('a namespace that is going away takes nothing new', async () => {
    const admin = openClient(server);
    const name = unique();
    const path = `/api/v1/namespaces/${name}`;
    await admin.send('POST', '/api/v1/namespaces', {
      body: {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name, finalizers: ['example.com/wait'] },
      },
    });
    onTestFinished(async () => {
      await admin.send('PATCH', path, {
        contentType: 'application/merge-patch+json',
        body: { metadata: { finalizers: null } },
      });
      await admin.close();
    });
    await admin.send('DELETE', path);

    const work = clientOf(server).apply(VPC, vpcBody({ name: 'v1', namespace: name }), { force: true });

    await expect(work).rejects.toMatchObject({
      code: 'K8S_CRD_VALIDATION_FAILED',
      details: { field: 'metadata.namespace' },
    });
  });
});
