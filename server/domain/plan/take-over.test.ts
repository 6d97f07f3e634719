import { describe, expect, it } from 'vitest';
import type { DesiredResource, JsonObject, LiveResource } from '#server/domain/resource.ts';
import { takeOver } from './take-over.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const desired: DesiredResource = {
  apiVersion: 'vpc.githedgehog.com/v1beta1',
  kind: 'VPC',
  namespace: 'default',
  name: 'vpc-1',
  labels: { team: 'net' },
  annotations: {},
  spec: { mode: 'l3vni', permit: [['a', 'b']], subnets: { web: { vlan: 5, subnet: '10.0.1.0/24' } } },
};

interface Entry {
  readonly manager: string;
  readonly operation?: 'Apply' | 'Update';
  readonly subresource?: string;
  readonly fields: JsonObject;
}

const live = (entries: readonly Entry[], annotations: Record<string, string> = {}): LiveResource => ({
  ...desired,
  annotations,
  uid: 'u',
  resourceVersion: '1',
  managedFields: entries.map((entry) => ({ operation: 'Update', ...entry })),
});
const spec = (fields: JsonObject): JsonObject => ({ 'f:spec': fields });
const WEB = { 'f:vlan': {}, 'f:subnet': {} };

describe('takeOver', () => {
  it.each([
    ['kubectl-client-side-apply', 'Update'],
    ['kubectl', 'Apply'],
    ['kubectl-edit', 'Update'],
    ['hhfctl', 'Update'],
    ['argocd-controller', 'Apply'],
    ['kustomize-controller', 'Apply'],
    ['before-first-apply', 'Update'],
    // A rollback of ours.
    ['fabric-sync', 'Update'],
  ] as const)('moves what the source sets from %s (%s) to us', (manager, operation) => {
    const fields = spec({ '.': {}, 'f:mode': {}, 'f:subnets': { '.': {}, 'f:web': { '.': {}, ...WEB } } });

    expect(takeOver(desired, live([{ manager, operation, fields }]))).toEqual({
      managers: [manager],
      managedFields: [
        {
          manager: 'fabric-sync',
          operation: 'Apply',
          fields: spec({ 'f:mode': {}, 'f:subnets': { 'f:web': WEB } }),
        },
      ],
    });
  });

  it('leaves to a tool what the source does not set, but not the existence of what it does', () => {
    const fields = spec({
      'f:ipv4Namespace': {},
      'f:subnets': {
        '.': {},
        'f:web': { '.': {}, 'f:vlan': {}, 'f:gateway': {} },
        'f:db': { '.': {}, 'f:vlan': {} },
      },
    });

    const taken = takeOver(desired, live([{ manager: 'kubectl', fields }]));

    expect(taken?.managedFields).toEqual([
      expect.objectContaining({ fields: spec({ 'f:subnets': { 'f:web': { 'f:vlan': {} } } }) }),
      {
        manager: 'kubectl',
        operation: 'Update',
        fields: spec({
          'f:ipv4Namespace': {},
          'f:subnets': { 'f:web': { 'f:gateway': {} }, 'f:db': { '.': {}, 'f:vlan': {} } },
        }),
      },
    ]);
  });

  it('adds to what is ours already, and takes lists and labels whole', () => {
    const mine = { manager: 'fabric-sync', operation: 'Apply', fields: spec({ 'f:mode': {} }) } as const;
    const fields = {
      ...spec({ 'f:permit': {} }),
      'f:metadata': { 'f:labels': { '.': {}, 'f:team': {}, 'f:own': {} } },
    };

    expect(takeOver(desired, live([{ manager: 'helm', fields }, mine]))?.managedFields).toEqual([
      {
        ...mine,
        fields: { ...spec({ 'f:mode': {}, 'f:permit': {} }), 'f:metadata': { 'f:labels': { 'f:team': {} } } },
      },
      { manager: 'helm', operation: 'Update', fields: { 'f:metadata': { 'f:labels': { 'f:own': {} } } } },
    ]);
  });

  it.each([
    ['of controllers', [{ manager: 'fabric', fields: spec({ 'f:mode': {} }) }]],
    ['of the status', [{ manager: 'kubectl', subresource: 'status', fields: spec({ 'f:mode': {} }) }]],
    ['that the source does not set', [{ manager: 'kubectl', fields: spec({ 'f:ipv4Namespace': {} }) }]],
    ['of nobody that is told', []],
  ])('takes nothing %s', (_what, entries) => {
    expect(takeOver(desired, live(entries))).toBeNull();
  });

  it('leaves the existence of an empty spec, which is not sent', () => {
    const group = { ...desired, kind: 'SwitchGroup', labels: {}, spec: {} };
    const managed = live([{ manager: 'kubectl', fields: { 'f:spec': {} } }]);

    expect(takeOver(group, managed)).toBeNull();
  });

  it('drops the annotation that client-side apply compares with, and its owner', () => {
    const fields = {
      ...spec({ 'f:mode': {}, 'f:gateway': {} }),
      'f:metadata': { 'f:annotations': { '.': {}, [`f:${LAST_APPLIED}`]: {} } },
    };
    const annotations = { [LAST_APPLIED]: '{}', keep: 'me' };

    const taken = takeOver(desired, live([{ manager: 'kubectl-client-side-apply', fields }], annotations));

    expect(taken?.annotations).toEqual({ keep: 'me' });
    expect(taken?.managedFields).toEqual([
      expect.objectContaining({ manager: 'fabric-sync', fields: spec({ 'f:mode': {} }) }),
      { manager: 'kubectl-client-side-apply', operation: 'Update', fields: spec({ 'f:gateway': {} }) },
    ]);
  });
});
