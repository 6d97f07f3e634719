/** The kinds the cases use: those whose schema has what is being tested. */
const KINDS = {
  vpcs: { group: 'vpc.githedgehog.com', version: 'v1beta1', kind: 'VPC' },
  vpcpeerings: { group: 'vpc.githedgehog.com', version: 'v1beta1', kind: 'VPCPeering' },
  ipv4namespaces: { group: 'vpc.githedgehog.com', version: 'v1beta1', kind: 'IPv4Namespace' },
  externalattachments: { group: 'vpc.githedgehog.com', version: 'v1beta1', kind: 'ExternalAttachment' },
  switches: { group: 'wiring.githedgehog.com', version: 'v1beta1', kind: 'Switch' },
  connections: { group: 'wiring.githedgehog.com', version: 'v1beta1', kind: 'Connection' },
  servers: { group: 'wiring.githedgehog.com', version: 'v1beta1', kind: 'Server' },
  agents: { group: 'agent.githedgehog.com', version: 'v1beta1', kind: 'Agent' },
  switchgroups: { group: 'wiring.githedgehog.com', version: 'v1beta1', kind: 'SwitchGroup' },
} as const;

export type KindName = keyof typeof KINDS;

export function collectionPath(plural: KindName, namespace: string): string {
  const { group, version } = KINDS[plural];
  return `/apis/${group}/${version}/namespaces/${namespace}/${plural}`;
}

type Metadata = {
  name?: string;
  namespace?: string;
  labels?: Record<string, string | null>;
  annotations?: Record<string, string | null>;
  [field: string]: unknown;
};

/** An object of a kind, as a manifest has it. */
export function objectOf(plural: KindName, metadata: Metadata | string, spec: Record<string, unknown> = {}) {
  const { group, version, kind } = KINDS[plural];
  return {
    apiVersion: `${group}/${version}`,
    kind,
    metadata: typeof metadata === 'string' ? { name: metadata } : metadata,
    spec,
  };
}

export function vpc(metadata: Metadata | string, spec: Record<string, unknown> = {}) {
  return objectOf('vpcs', metadata, spec);
}
