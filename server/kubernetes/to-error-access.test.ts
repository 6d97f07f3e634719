import { describe } from 'vitest';
import { NOW, about, eachRefusal, listing, status } from './testing/refusals.ts';

function jwt(exp: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part({ exp, sub: 'system:serviceaccount:default:hnp-sync' })}.c2lnbmF0dXJl`;
}

// Bodies as kube-apiserver 1.36 sends them.
describe('who we are and what we may', () => {
  eachRefusal([
    {
      title: 'a token that is not known',
      status: 401,
      body: status(401, 'Unauthorized', { reason: 'Unauthorized' }),
      code: 'K8S_AUTH_INVALID_TOKEN',
    },
    {
      title: 'a token whose own time is over',
      status: 401,
      body: status(401, 'Unauthorized', { reason: 'Unauthorized' }),
      context: { ...about, secrets: { ...about.secrets, token: jwt(NOW.getTime() / 1000 - 1) } },
      code: 'K8S_AUTH_TOKEN_EXPIRED',
    },
    {
      title: 'a token that has time left and is refused',
      status: 401,
      body: status(401, 'Unauthorized', { reason: 'Unauthorized' }),
      context: { ...about, secrets: { ...about.secrets, token: jwt(NOW.getTime() / 1000 + 60) } },
      code: 'K8S_AUTH_INVALID_TOKEN',
    },
    {
      title: 'a server that says expired',
      status: 401,
      body: status(401, '[invalid bearer token, token has expired]'),
      code: 'K8S_AUTH_TOKEN_EXPIRED',
    },
    {
      title: 'missing RBAC on an object',
      status: 403,
      body: status(
        403,
        'vpcs.vpc.githedgehog.com "v1" is forbidden: User "system:serviceaccount:default:low" cannot patch resource "vpcs" in API group "vpc.githedgehog.com" in the namespace "default"',
        { reason: 'Forbidden', details: { name: 'v1', group: 'vpc.githedgehog.com', kind: 'vpcs' } },
      ),
      code: 'K8S_AUTH_INSUFFICIENT_PERMISSIONS',
      details: { missing: 'patch vpcs.vpc.githedgehog.com in namespace default' },
    },
    {
      title: 'missing RBAC at the cluster scope',
      status: 403,
      body: status(
        403,
        'customresourcedefinitions.apiextensions.k8s.io "x" is forbidden: User "system:serviceaccount:default:low" cannot get resource "customresourcedefinitions" in API group "apiextensions.k8s.io" at the cluster scope',
      ),
      code: 'K8S_AUTH_INSUFFICIENT_PERMISSIONS',
      details: { missing: 'get customresourcedefinitions.apiextensions.k8s.io' },
    },
    {
      title: 'missing RBAC on a path',
      status: 403,
      body: status(403, 'forbidden: User "system:serviceaccount:default:low" cannot get path "/metrics"', {
        details: {},
      }),
      code: 'K8S_AUTH_INSUFFICIENT_PERMISSIONS',
      details: { missing: 'get /metrics' },
    },
    {
      title: 'a refusal by a proxy',
      status: 403,
      body: '<html><body>Forbidden</body></html>',
      code: 'K8S_AUTH_INSUFFICIENT_PERMISSIONS',
      details: { missing: 'patch vpcs.vpc.githedgehog.com in namespace default' },
    },
    {
      title: 'nobody signed in',
      status: 403,
      body: status(
        403,
        'vpcs.vpc.githedgehog.com is forbidden: User "system:anonymous" cannot list resource "vpcs" in API group "vpc.githedgehog.com" in the namespace "default"',
      ),
      context: listing,
      code: 'K8S_AUTH_INVALID_TOKEN',
    },
    {
      title: 'a webhook that says no',
      status: 403,
      body: status(
        403,
        'admission webhook "vvpc.kb.io" denied the request: failed to validate vpc: IPv4Namespace default not found',
        { reason: 'Forbidden' },
      ),
      code: 'K8S_CRD_VALIDATION_FAILED',
      message:
        'CRD validation failed: VPC/default/v1: admission webhook vvpc.kb.io: failed to validate vpc: IPv4Namespace default not found',
    },
    {
      title: 'a policy that says no',
      status: 403,
      body: status(
        403,
        "vpcs.vpc.githedgehog.com \"denied\" is forbidden: ValidatingAdmissionPolicy 'pol' with binding 'bind' denied request: not this name",
        { reason: 'Forbidden' },
      ),
      code: 'K8S_CRD_VALIDATION_FAILED',
      details: { field: 'admission policy pol', why: 'not this name' },
    },
    {
      title: 'a namespace that is going away',
      status: 403,
      body: status(
        403,
        'vpcs.vpc.githedgehog.com "v1" is forbidden: unable to create new content in namespace dying because it is being terminated',
        {
          reason: 'Forbidden',
          details: {
            name: 'v1',
            group: 'vpc.githedgehog.com',
            kind: 'vpcs',
            causes: [
              {
                reason: 'NamespaceTerminating',
                message: 'namespace dying is being terminated',
                field: 'metadata.namespace',
              },
            ],
          },
        },
      ),
      code: 'K8S_CRD_VALIDATION_FAILED',
      details: {
        field: 'metadata.namespace',
        why: 'unable to create new content in namespace dying because it is being terminated',
      },
    },
    {
      title: 'a CRD that is being deleted',
      status: 403,
      body: status(
        403,
        'vpcs.vpc.githedgehog.com "v1" is forbidden: create not allowed while custom resource definition is terminating',
        { reason: 'Forbidden', details: { name: 'v1', group: 'vpc.githedgehog.com', kind: 'vpcs' } },
      ),
      code: 'K8S_CRD_NOT_FOUND',
      details: { kind: 'VPC', resource: 'vpcs.vpc.githedgehog.com' },
    },
    {
      title: 'a quota',
      status: 403,
      body: status(
        403,
        'vpcs.vpc.githedgehog.com "v1" is forbidden: exceeded quota: q, requested: count/vpcs.vpc.githedgehog.com=1, used: 5, limited: 5',
        { reason: 'Forbidden' },
      ),
      code: 'K8S_CRD_VALIDATION_FAILED',
      details: { field: 'admission' },
    },
    {
      title: 'a webhook that cannot be called, answered as 403',
      status: 403,
      body: status(
        403,
        'vpcs.vpc.githedgehog.com "v1" is forbidden: failed calling webhook "vvpc.kb.io": context deadline exceeded',
      ),
      code: 'K8S_API_SERVER_ERROR',
      details: { status: 403 },
    },
  ]);
});
