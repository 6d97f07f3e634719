import { randomBytes } from 'node:crypto';
import { openClient, type ApiBody, type ApiClient } from '../cluster/client.ts';
import type { ApiServer } from '../cluster/target.ts';

/** Kinds that a fabric writes, as paths of the API: group/version/plural. */
const WRITTEN_KINDS = [
  'vpc.githedgehog.com/v1beta1/vpcs',
  'vpc.githedgehog.com/v1beta1/vpcattachments',
  'vpc.githedgehog.com/v1beta1/vpcpeerings',
  'vpc.githedgehog.com/v1beta1/ipv4namespaces',
  'vpc.githedgehog.com/v1beta1/externals',
  'vpc.githedgehog.com/v1beta1/externalattachments',
  'vpc.githedgehog.com/v1beta1/externalpeerings',
  'wiring.githedgehog.com/v1beta1/switches',
  'wiring.githedgehog.com/v1beta1/switchgroups',
  'wiring.githedgehog.com/v1beta1/servers',
  'wiring.githedgehog.com/v1beta1/connections',
  'wiring.githedgehog.com/v1beta1/vlannamespaces',
] as const;

/** A namespace of one's own in a cluster, asked by the tests' own client and never through the product's code. */
export interface ClusterNamespace {
  readonly server: ApiServer;
  readonly namespace: string;
  readonly send: ApiClient['send'];
  /** Every object of the kinds that a fabric writes. */
  objects(): Promise<ApiBody[]>;
  /** Removes its objects and closes the client. */
  close(): Promise<void>;
}

export async function openNamespace(server: ApiServer): Promise<ClusterNamespace> {
  const { send, close } = openClient(server);
  const namespace = `t-${randomBytes(4).toString('hex')}`;
  const made = await send('POST', '/api/v1/namespaces', {
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  });
  if (made.status !== 201) throw new Error(`namespace: ${made.text}`);
  const path = (kind: string): string => {
    const [group, version, plural] = kind.split('/');
    return `/apis/${group}/${version}/namespaces/${namespace}/${plural}`;
  };
  return {
    server,
    namespace,
    send,
    async objects() {
      const lists = await Promise.all(WRITTEN_KINDS.map((kind) => send('GET', path(kind))));
      return lists.flatMap(({ body }) => (body as unknown as { items: ApiBody[] }).items);
    },
    async close() {
      await Promise.all(WRITTEN_KINDS.map((kind) => send('DELETE', path(kind))));
      await close();
    },
  };
}
