import { expect, it, test } from 'vitest';
import { planSync } from '#server/domain/plan/plan.ts';
import type { DesiredResource, JsonObject } from '#server/domain/resource.ts';
import { fieldFindings } from './check-fields.ts';

const schema: JsonObject = {
  properties: {
    spec: {
      type: 'object',
      properties: {
        mode: { type: 'string' },
        subnets: { additionalProperties: { type: 'object', properties: { vlan: { type: 'integer' } } } },
      },
    },
  },
};
const vpc = (name: string, spec: JsonObject, line?: number): DesiredResource => ({
  apiVersion: 'vpc.githedgehog.com/v1beta1',
  kind: 'VPC',
  namespace: 'default',
  name,
  labels: {},
  annotations: {},
  spec,
  ...(line === undefined ? {} : { origin: { file: 'vpcs.yaml', document: 1, line } }),
});
const created = (desired: readonly DesiredResource[]) =>
  planSync({
    desired,
    live: [],
    stored: new Map(),
    owner: 'o',
    options: { force: false, prune: true, writeScope: 'all', conflictPolicy: 'force' },
  });
const VPC = {
  group: 'vpc.githedgehog.com',
  kind: 'VPC',
  version: 'v1beta1',
  versions: ['v1beta1'],
  plural: 'vpcs',
};
const served = new Map([['VPC', VPC]]);
const cluster = (address = '/openapi/v3/apis/vpc.githedgehog.com/v1beta1', crd = schema) => {
  const asked: string[] = [];
  return {
    asked,
    schemaAddresses: async () => {
      asked.push('index');
      return new Map([['vpc.githedgehog.com/v1beta1', address]]);
    },
    schemasAt: async (at: string) => {
      asked.push(at);
      return new Map([['VPC', schema]]);
    },
    crdSchema: async () => {
      asked.push('crd');
      return crd;
    },
  };
};

it('names every field of every object, with the file and line where there is one', async () => {
  const desired = [
    vpc('a', { mode: '', subnets: { one: { vlan: 1, vlna: 2 } } }, 7),
    vpc('b', Object.fromEntries(Array.from({ length: 7 }, (_, n) => [`x${n}`, n]))),
    vpc('c', { mode: 'l3vni', gone: null }),
  ];

  const findings = await fieldFindings({ client: cluster(), served }, created(desired), desired);

  expect(findings.map(({ key, severity, field, message }) => ({ key, severity, field, message }))).toEqual([
    {
      key: 'VPC/default/a',
      severity: 'refusal',
      field: 'spec.subnets.one.vlna',
      message: 'the cluster does not know this field (vpcs.yaml:7)',
    },
    {
      key: 'VPC/default/b',
      severity: 'refusal',
      field: 'spec.x0',
      message: 'the cluster does not know this field, nor spec.x1, spec.x2, spec.x3, spec.x4 and 2 more',
    },
  ]);
});

test('a plan that writes nothing asks nothing', async () => {
  const { asked, ...client } = cluster();

  await fieldFindings({ client, served }, { items: [] }, [vpc('a', { wrong: 1 })]);

  expect(asked).toEqual([]);
});

test('a document is read once as long as its hash stands', async () => {
  const address = '/openapi/v3/apis/vpc.githedgehog.com/v1beta1?hash=1';
  const { asked, ...client } = cluster(address);
  const desired = [vpc('a', { mode: '' })];

  for (let run = 0; run < 3; run += 1) await fieldFindings({ client, served }, created(desired), desired);

  expect(asked).toEqual(['index', address, 'index', 'index']);
});

test('without schemas nothing is said', async () => {
  const client = { ...cluster(), schemaAddresses: async () => new Map<string, string>() };
  const desired = [vpc('a', { wrong: 1 })];

  expect(await fieldFindings({ client, served }, created(desired), desired)).toEqual([]);
});

test('what is published may lag behind the CRD, which has the last word', async () => {
  const newer: JsonObject = { properties: { spec: { properties: { mode: {}, later: {} } } } };
  const { asked, ...client } = cluster('/openapi/v3/apis/vpc.githedgehog.com/v1beta1?hash=old', newer);
  const desired = [vpc('a', { later: 1 })];

  expect(await fieldFindings({ client, served }, created(desired), desired)).toEqual([]);
  expect(asked.at(-1)).toBe('crd');
});
