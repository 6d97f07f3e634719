import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import {
  startAdmissionWebhook,
  type AdmissionWebhook,
  type Verdict,
} from '#e2e/cluster/admission-webhook.ts';
import { openClient } from '#e2e/cluster/client.ts';
import type { ClusterNamespace } from '#e2e/app/cluster-namespace.ts';

export interface Hook extends Omit<AdmissionWebhook, 'stop'> {
  /** Objects with these labels are asked about, and no others. */
  readonly labels: Readonly<Record<string, string>>;
  /** Takes the registration away; the second time does nothing. */
  stop(): Promise<void>;
}

/** A validating webhook over VPCs, in effect. `decide` gets the name of each object. */
export async function startHook(
  { server, namespace, send }: ClusterNamespace,
  decide: (name: string) => Verdict,
): Promise<Hook> {
  const admin = openClient(server);
  const name = `h${randomBytes(4).toString('hex')}`;
  const labels = { hook: name };
  const hook = await startAdmissionWebhook(admin, {
    type: 'validating',
    name: `${name}.kb.io`,
    group: 'vpc.githedgehog.com',
    resource: 'vpcs',
    labels,
    timeoutSeconds: 1,
    decide({ object, oldObject }) {
      const judged = object?.metadata.name ?? oldObject?.metadata.name ?? '';
      return judged === 'probe' ? { denied: 'in effect' } : decide(judged);
    },
  });
  const probe = async (): Promise<string | undefined> =>
    (
      await send('POST', `/apis/vpc.githedgehog.com/v1beta1/namespaces/${namespace}/vpcs`, {
        query: { dryRun: 'All' },
        body: {
          apiVersion: 'vpc.githedgehog.com/v1beta1',
          kind: 'VPC',
          metadata: { name: 'probe', labels },
          spec: {},
        },
      })
    ).body.message;
  await expect.poll(probe, { timeout: 10_000 }).toMatch(/in effect/);
  const stop = async (): Promise<void> => {
    await hook.stop();
    await admin.close();
  };
  let stopped: Promise<void> | null = null;
  return { labels, hangUp: hook.hangUp, stop: () => (stopped ??= stop()) };
}
