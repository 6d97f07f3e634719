import { createOutbound } from '#server/outbound/outbound.ts';
import { connectCluster, type ClusterClient } from '../client.ts';
import type { ServedKind } from '../served-kind.ts';
import type { ConnectOptions } from '../target.ts';
import type { ObjectBody } from '../write.ts';
import { whenDone } from './when-done.ts';

export const VPC: ServedKind = {
  group: 'vpc.githedgehog.com',
  kind: 'VPC',
  version: 'v1beta1',
  versions: ['v1beta1'],
  plural: 'vpcs',
};
export const AGENT: ServedKind = {
  group: 'agent.githedgehog.com',
  kind: 'Agent',
  version: 'v1beta1',
  versions: ['v1beta1'],
  plural: 'agents',
};

const outbound = createOutbound({ deny: [], allow: [] });

/** The product's client of a test server, as an administrator or whom `token` stands for; closed when the suite ends. */
export function clientOf(
  { server, ca, token }: { server: string; ca: string | null; token: string | null },
  options: Partial<ConnectOptions> = {},
): ClusterClient {
  const target = { server: server || 'https://127.0.0.1:1', token, caCert: ca ?? '', tlsVerify: true };
  const client = connectCluster(target, { outbound, ...options });
  whenDone(async () => client.close());
  return client;
}

/** A VPC with one subnet, as our writes have it. */
export function vpcBody(
  { name, namespace }: { name: string; namespace: string },
  spec: ObjectBody['spec'] = { subnets: { a: { subnet: '10.0.1.0/24', vlan: 1001 } } },
  metadata: Partial<ObjectBody['metadata']> = {},
): ObjectBody {
  return {
    apiVersion: 'vpc.githedgehog.com/v1beta1',
    kind: 'VPC',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/managed-by': 'fabric-sync' }, ...metadata },
    spec,
  };
}
