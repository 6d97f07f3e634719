import { describe } from 'vitest';
import { eachRefusal, listing, plain, status } from './testing/refusals.ts';

// Bodies as kube-apiserver 1.36 sends them.
describe('what is absent and what is in the way', () => {
  eachRefusal([
    {
      title: 'a kind that is not served',
      status: 404,
      body: '404 page not found\n',
      context: listing,
      code: 'K8S_CRD_NOT_FOUND',
      details: { kind: 'VPC', resource: 'vpcs.vpc.githedgehog.com' },
    },
    {
      title: 'a path that is not served',
      status: 404,
      body: '404 page not found\n',
      context: plain,
      code: 'K8S_API_SERVER_ERROR',
      details: { status: 404, message: '404 page not found' },
    },
    {
      title: 'a namespace that is not there',
      status: 404,
      body: status(404, 'namespaces "nope" not found', {
        reason: 'NotFound',
        details: { name: 'nope', kind: 'namespaces' },
      }),
      code: 'K8S_CRD_VALIDATION_FAILED',
      details: { field: 'metadata.namespace', why: 'namespace nope does not exist in the cluster' },
    },
    {
      title: 'an object that is gone',
      status: 404,
      body: status(404, 'vpcs.vpc.githedgehog.com "v1" not found', {
        reason: 'NotFound',
        details: { name: 'v1', group: 'vpc.githedgehog.com', kind: 'vpcs' },
      }),
      code: 'K8S_CONFLICT',
      details: { reason: 'gone' },
    },
    {
      title: 'fields of another manager',
      status: 409,
      body: status(
        409,
        'Apply failed with 2 conflicts: conflicts with "kubectl-edit":\n- .spec.subnets.a.subnet\n- .spec.subnets.a.vlan',
        {
          reason: 'Conflict',
          details: {
            causes: [
              {
                reason: 'FieldManagerConflict',
                message:
                  'conflict with "kubectl-edit" using vpc.githedgehog.com/v1beta1 at 2026-11-21T06:43:49Z',
                field: '.spec.subnets.a.subnet',
              },
              {
                reason: 'FieldManagerConflict',
                message:
                  'conflict with "kubectl-edit" using vpc.githedgehog.com/v1beta1 at 2026-11-21T06:43:49Z',
                field: '.spec.subnets.a.vlan',
              },
            ],
          },
        },
      ),
      code: 'K8S_CONFLICT',
      details: {
        resource: 'VPC/default/v1',
        field: 'spec.subnets.a.subnet, spec.subnets.a.vlan',
        manager: 'kubectl-edit',
        reason: 'field_owner',
      },
    },
    {
      title: 'a version that is no longer the latest',
      status: 409,
      body: status(
        409,
        'Operation cannot be fulfilled on vpcs.vpc.githedgehog.com "v1": the object has been modified; please apply your changes to the latest version and try again',
        { reason: 'Conflict', details: { name: 'v1', group: 'vpc.githedgehog.com', kind: 'vpcs' } },
      ),
      code: 'K8S_CONFLICT',
      details: { reason: 'stale' },
      message: 'Conflict on VPC/default/v1: the object is owned by another writer, who changed it meanwhile',
    },
    {
      title: 'a deletion of what was created again',
      status: 409,
      body: status(
        409,
        'Operation cannot be fulfilled on VPC.vpc.githedgehog.com "v1": the UID in the precondition (aaaa) does not match the UID in record (58fc48a7). The object might have been deleted and then recreated',
        { reason: 'Conflict' },
      ),
      code: 'K8S_CONFLICT',
      details: { reason: 'recreated' },
    },
    {
      title: 'a deletion of what was changed',
      status: 409,
      body: status(
        409,
        'Operation cannot be fulfilled on VPC.vpc.githedgehog.com "v1": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (263). The object might have been modified',
        { reason: 'Conflict' },
      ),
      code: 'K8S_CONFLICT',
      details: { reason: 'stale' },
    },
    {
      title: 'a name that is taken',
      status: 409,
      body: status(409, 'vpcs.vpc.githedgehog.com "v1" already exists', { reason: 'AlreadyExists' }),
      code: 'K8S_CONFLICT',
      details: { reason: 'exists' },
    },
  ]);
});
