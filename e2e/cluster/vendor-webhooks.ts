import { startAdmissionWebhook, type Verdict } from './admission-webhook.ts';
import type { ApiBody, ApiClient } from './client.ts';
import { vendorDefaults, type Defaulted } from './vendor-defaults.ts';

export type VendorWebhooks = { stop: () => Promise<void> };

const GROUPS = ['vpc.githedgehog.com', 'wiring.githedgehog.com', 'gateway.githedgehog.com'];

/**
 * Mutating webhooks as Hedgehog's controller has them, for the objects of one namespace. Ready once the API server asks all of them.
 * @param alter what the cluster does beyond the vendor's own defaults
 */
export async function startVendorWebhooks(
  client: ApiClient,
  namespace: string,
  alter: (object: ApiBody) => void = () => {},
): Promise<VendorWebhooks> {
  const asked = new Set<string>();
  const webhooks = await Promise.all(
    GROUPS.map((group) =>
      startAdmissionWebhook(client, {
        type: 'mutating',
        name: `m-${group.split('.', 1)[0]}-${namespace}.kb.io`,
        group,
        resource: '*',
        namespace,
        operations: ['CREATE', 'UPDATE'],
        decide({ object }) {
          asked.add(group);
          return object === null ? {} : mutate(object, alter);
        },
      }),
    ),
  );
  const probes = [
    ['vpc.githedgehog.com/v1beta1', 'VPC', 'vpcs'],
    ['wiring.githedgehog.com/v1beta1', 'Server', 'servers'],
    ['gateway.githedgehog.com/v1alpha1', 'GatewayGroup', 'gatewaygroups'],
  ];
  const deadline = Date.now() + 30_000;
  while (asked.size < GROUPS.length) {
    if (Date.now() > deadline) throw new Error(`the API server asks only ${[...asked].join(', ')}`);
    for (const [apiVersion = '', kind, plural] of probes) {
      await client.send('POST', `/apis/${apiVersion}/namespaces/${namespace}/${plural}`, {
        query: { dryRun: 'All' },
        body: { apiVersion, kind, metadata: { name: 'probe' }, spec: {} },
      });
    }
  }
  return {
    async stop() {
      await Promise.all(webhooks.map((webhook) => webhook.stop()));
    },
  };
}

function mutate(object: ApiBody, alter: (object: ApiBody) => void): Verdict {
  const mutated = vendorDefaults(object as ApiBody & Defaulted);
  alter(mutated);
  if (mutated.spec === undefined) return {};
  const { labels = {}, annotations } = mutated.metadata;
  return {
    patch: [
      { op: 'add', path: '/spec', value: mutated.spec },
      { op: 'add', path: '/metadata/labels', value: labels },
      ...(annotations === undefined
        ? []
        : [{ op: 'add' as const, path: '/metadata/annotations', value: annotations }]),
      { op: 'add', path: '/status', value: mutated.status ?? {} },
    ],
  };
}
