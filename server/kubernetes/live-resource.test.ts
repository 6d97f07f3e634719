import { describe, expect, it } from 'vitest';
import { parseLiveResource } from './live-resource.ts';

const VPC = { apiVersion: 'vpc.githedgehog.com/v1beta1', kind: 'VPC' };
const AGENT = { apiVersion: 'agent.githedgehog.com/v1beta1', kind: 'Agent' };

const FULL = {
  ...VPC,
  metadata: {
    name: 'v1',
    namespace: 'default',
    uid: '58fc48a7',
    resourceVersion: '263',
    generation: 1,
    creationTimestamp: '2026-11-21T06:43:49Z',
    deletionTimestamp: '2026-11-21T07:00:00Z',
    labels: { a: 'b' },
    annotations: { c: 'd' },
    managedFields: [
      {
        manager: 'fabric-sync',
        operation: 'Apply',
        apiVersion: VPC.apiVersion,
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:spec': { 'f:mode': {} } },
      },
      { manager: 'fabric', operation: 'Update', subresource: 'status', fieldsV1: { 'f:status': {} } },
      { manager: 'future', operation: 'Merge', fieldsV1: {} },
      'nonsense',
    ],
  },
  spec: { mode: 'l3vni', subnets: {} },
  status: { ignored: true },
};

describe('parseLiveResource', () => {
  it('keeps what the product looks at', () => {
    expect(parseLiveResource(FULL, VPC)).toEqual({
      ...VPC,
      name: 'v1',
      namespace: 'default',
      uid: '58fc48a7',
      resourceVersion: '263',
      labels: { a: 'b' },
      annotations: { c: 'd' },
      spec: { mode: 'l3vni', subnets: {} },
      managedFields: [
        { manager: 'fabric-sync', operation: 'Apply', fields: { 'f:spec': { 'f:mode': {} } } },
        { manager: 'fabric', operation: 'Update', subresource: 'status', fields: { 'f:status': {} } },
      ],
      deletionTimestamp: '2026-11-21T07:00:00Z',
    });
  });

  it('fills in what is missing', () => {
    const bare = {
      metadata: { name: 'v1', labels: null, annotations: null, managedFields: null },
      spec: null,
    };

    expect(parseLiveResource(bare, VPC)).toEqual({
      ...VPC,
      name: 'v1',
      namespace: '',
      uid: '',
      resourceVersion: '',
      labels: {},
      annotations: {},
      spec: {},
      managedFields: [],
    });
  });

  it('keeps keys that mean something to JavaScript as plain data', () => {
    const spec: unknown = JSON.parse('{"constructor": {"a": 1}, "__proto__": {"polluted": true}}');

    const live = parseLiveResource({ ...FULL, spec }, VPC);

    expect(Object.keys(live.spec)).toEqual(['constructor', '__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([AGENT, VPC])(
    'leaves the spec of an Agent behind, and what may repeat it, in a list of $kind',
    (type) => {
      const agent = {
        ...FULL,
        ...AGENT,
        metadata: {
          ...FULL.metadata,
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'hash $5$x' },
        },
        spec: { users: [{ name: 'admin', password: 'hash $5$x' }] },
      };

      expect(JSON.stringify(parseLiveResource(agent, type))).not.toContain('$5$');
    },
  );

  it('knows an Agent by the list it came in', () => {
    const { apiVersion: _apiVersion, kind: _kind, ...nameless } = FULL;

    expect(parseLiveResource(nameless, AGENT).spec).toEqual({});
  });

  it.each([
    null,
    'text',
    7,
    [],
    {},
    { metadata: {} },
    { metadata: { name: '' } },
    { metadata: { name: 'a' }, spec: [] },
  ])('refuses what is no object of Kubernetes: %j', (body) => {
    expect(() => parseLiveResource(body, VPC)).toThrow(
      expect.objectContaining({ code: 'K8S_API_SERVER_ERROR' }),
    );
  });
});
