import { expect, it } from 'vitest';
import { applyVpc } from './applying.ts';
import { vpc } from './kinds.ts';
import { onEachServer } from './meet.ts';
import type { ApiBody } from '../cluster/client.ts';

const MERGE = { contentType: 'application/merge-patch+json' };
const VERSION = 'vpc.githedgehog.com/v1beta1';
const SECOND = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const entry = (manager: string, operation: 'Apply' | 'Update', fieldsV1: Record<string, unknown>) => ({
  manager,
  operation,
  apiVersion: VERSION,
  time: expect.stringMatching(SECOND),
  fieldsType: 'FieldsV1',
  fieldsV1,
});
const managers = ({ metadata }: ApiBody) => (metadata.managedFields ?? []).map(({ manager }) => manager);

onEachServer('server-side apply: managed fields', ({ client, fresh }) => {
  it('writes down what an apply sent: leaves, keys of maps, lists as one', async () => {
    const { body } = await applyVpc(client, fresh('vpcs'), 'git', {
      labels: { 'example.com/a': '1' },
      annotations: { b: '2' },
      spec: {
        mode: 'l3vni',
        permit: [['web', 'db']],
        subnets: { web: { vlan: 1, dhcp: { enable: true } }, db: {} },
      },
    });

    expect(body.metadata.managedFields).toEqual([
      entry('git', 'Apply', {
        'f:metadata': { 'f:annotations': { 'f:b': {} }, 'f:labels': { 'f:example.com/a': {} } },
        'f:spec': {
          'f:mode': {},
          'f:permit': {},
          'f:subnets': {
            'f:db': {},
            'f:web': { '.': {}, 'f:dhcp': { 'f:enable': {} }, 'f:vlan': {} },
          },
        },
      }),
    ]);
  });

  it('writes down what a create set, with the maps themselves', async () => {
    const { name, collection } = fresh('vpcs');

    const { body } = await client.send('POST', collection, {
      query: { fieldManager: 'hand' },
      body: vpc({ name, labels: { a: '1' } }, { subnets: { web: { vlan: 1 } }, permit: [['web', 'web']] }),
    });

    expect(body.metadata.managedFields).toEqual([
      entry('hand', 'Update', {
        'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } },
        'f:spec': { '.': {}, 'f:permit': {}, 'f:subnets': { '.': {}, 'f:web': { '.': {}, 'f:vlan': {} } } },
      }),
    ]);
  });

  it('gives an update only what it changed', async () => {
    const place = fresh('vpcs');
    await applyVpc(client, place, 'git', { spec: { mode: 'a', ipv4Namespace: 'x' } });

    const { body } = await client.send('PATCH', place.path, {
      ...MERGE,
      query: { fieldManager: 'hand' },
      body: { spec: { mode: 'a', ipv4Namespace: 'y' } },
    });

    expect(body.metadata.managedFields).toEqual([
      entry('git', 'Apply', { 'f:spec': { 'f:mode': {} } }),
      entry('hand', 'Update', { 'f:spec': { 'f:ipv4Namespace': {} } }),
    ]);
  });

  it('keeps one entry for each manager and operation', async () => {
    const place = fresh('vpcs');
    await applyVpc(client, place, 'git', { spec: { mode: 'a' } });
    await applyVpc(client, place, 'git', { spec: { mode: 'b' } });

    const { body } = await client.send('PATCH', place.path, {
      ...MERGE,
      query: { fieldManager: 'git' },
      body: { spec: { ipv4Namespace: 'x' } },
    });

    expect(body.metadata.managedFields).toEqual([
      entry('git', 'Apply', { 'f:spec': { 'f:mode': {} } }),
      entry('git', 'Update', { 'f:spec': { 'f:ipv4Namespace': {} } }),
    ]);
  });

  it('forgets a manager whose last field another one took', async () => {
    const place = fresh('vpcs');
    await client.send('POST', place.collection, {
      query: { fieldManager: 'hand' },
      body: vpc({ name: place.name }, { mode: 'a' }),
    });

    const { body } = await client.send('PUT', place.path, {
      query: { fieldManager: 'other' },
      body: { ...(await client.send('GET', place.path)).body, spec: {} },
    });

    expect(managers(body)).toEqual(['hand']);
    expect(body.metadata.managedFields).toEqual([entry('hand', 'Update', { 'f:spec': {} })]);
  });

  it('names a manager after the client program where none is given', async () => {
    const { name, collection } = fresh('vpcs');

    const { body } = await client.send('POST', collection, {
      headers: { 'user-agent': 'some-program/1.2.3 (linux)' },
      body: vpc(name),
    });

    expect(managers(body)).toEqual(['some-program']);
  });

  it('drops all entries for a client that sends an empty list, and lets an apply start anew', async () => {
    const place = fresh('vpcs');
    await applyVpc(client, place, 'git', { spec: { mode: 'a' } });

    const emptied = await client.send('PATCH', place.path, {
      ...MERGE,
      body: { metadata: { managedFields: [{}] } },
    });
    const applied = await applyVpc(client, place, 'git', { spec: { ipv4Namespace: 'x' } });

    expect(emptied.body.metadata).not.toHaveProperty('managedFields');
    expect(applied.body.spec).toEqual({ mode: 'a', ipv4Namespace: 'x' });
    expect(applied.body.metadata.managedFields).toEqual([
      entry('git', 'Apply', { 'f:spec': { 'f:ipv4Namespace': {} } }),
      entry('before-first-apply', 'Update', { 'f:spec': { '.': {}, 'f:mode': {} } }),
    ]);
  });

  it('lets a client hand the fields of one manager to another', async () => {
    const place = fresh('vpcs');
    const { body: before } = await applyVpc(client, place, 'old', {
      spec: { mode: 'a', ipv4Namespace: 'x' },
    });
    const [mine] = before.metadata.managedFields ?? [];
    const managedFields = [{ ...mine, manager: 'new' }];

    await client.send('PATCH', place.path, {
      ...MERGE,
      body: { metadata: { managedFields, resourceVersion: before.metadata.resourceVersion } },
    });
    const { status, body } = await applyVpc(client, place, 'new', { spec: { mode: 'a' } });

    expect(status).toBe(200);
    expect(body.spec).toEqual({ mode: 'a' });
    expect(managers(body)).toEqual(['new']);
  });
});
