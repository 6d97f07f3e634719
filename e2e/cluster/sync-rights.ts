import type { Rule } from './service-account.ts';

const READ = ['get', 'list', 'watch'];
const WRITE = [...READ, 'create', 'update', 'patch', 'delete'];

/** What a fabric's service account needs inside its namespace, and nothing more: the kinds that are written, and those only read. */
export const SYNC_RULES: Rule[] = [
  {
    apiGroups: ['vpc.githedgehog.com'],
    resources: [
      'vpcs',
      'vpcattachments',
      'vpcpeerings',
      'ipv4namespaces',
      'externals',
      'externalattachments',
      'externalpeerings',
    ],
    verbs: WRITE,
  },
  {
    apiGroups: ['wiring.githedgehog.com'],
    resources: ['switches', 'connections', 'servers', 'serverprofiles', 'switchgroups', 'vlannamespaces'],
    verbs: WRITE,
  },
  {
    apiGroups: ['gateway.githedgehog.com'],
    resources: ['gateways', 'gatewaygroups', 'gatewaypeerings'],
    verbs: WRITE,
  },
  // The fabric's own controller writes these.
  { apiGroups: ['wiring.githedgehog.com'], resources: ['switchprofiles'], verbs: READ },
  { apiGroups: ['gateway.githedgehog.com'], resources: ['vpcinfos'], verbs: READ },
  { apiGroups: ['agent.githedgehog.com'], resources: ['agents'], verbs: READ },
];

/** What it needs in the whole cluster: whether its namespace is there, and what the CRDs say. */
export const SYNC_CLUSTER_RULES: Rule[] = [
  { apiGroups: [''], resources: ['namespaces'], verbs: ['get'] },
  { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: ['get', 'list'] },
];
