import { expect, it } from 'vitest';
import { objectOf } from './kinds.ts';
import { onEachServer } from './meet.ts';

const MERGE = { contentType: 'application/merge-patch+json' };
const APPLY = { contentType: 'application/apply-patch+yaml' };

onEachServer('the status of an object', ({ client, fresh }) => {
  const status = { conditions: [], lastAppliedGen: 1, lastHeartbeat: '2026-01-02T03:04:05Z' };
  const made = async () => {
    const place = fresh('agents');
    const { body } = await client.send('POST', place.collection, {
      query: { fieldManager: 'fabric' },
      body: { ...objectOf('agents', place.name, { role: 'spine' }), status },
    });
    return { ...place, body };
  };

  it('is dropped from a create', async () => {
    const { body } = await made();

    expect(body.spec).toEqual({ role: 'spine' });
    expect(body).not.toHaveProperty('status');
  });

  it('is written through its own path, without a new generation', async () => {
    const { path, body: before } = await made();

    const { status: code, body } = await client.send('PUT', `${path}/status`, {
      body: { ...before, status },
    });

    expect(code).toBe(200);
    expect(body).toMatchObject({ status, spec: { role: 'spine' }, metadata: { generation: 1 } });
    expect(Number(body.metadata.resourceVersion)).toBeGreaterThan(Number(before.metadata.resourceVersion));
    expect((await client.send('GET', path)).body).toEqual(body);
    expect((await client.send('GET', `${path}/status`)).body).toEqual(body);
  });

  it('stays as it is when the object is replaced, patched or applied', async () => {
    const { path, name, body: before } = await made();
    const { body: written } = await client.send('PUT', `${path}/status`, { body: { ...before, status } });
    const other = { ...status, lastAppliedGen: 9 };

    const replaced = await client.send('PUT', path, {
      body: { ...written, spec: { role: 'server-leaf' }, status: other },
    });
    const patched = await client.send('PATCH', path, { ...MERGE, body: { status: other } });
    const applied = await client.send('PATCH', path, {
      ...APPLY,
      query: { fieldManager: 'git', force: true },
      body: { ...objectOf('agents', name, { description: 'a' }), status: other },
    });

    for (const { status: code, body } of [replaced, patched, applied]) {
      expect([code, body.status]).toEqual([200, status]);
    }
    expect(applied.body.metadata.generation).toBe(3);
  });

  it('takes the spec from nobody who writes the status', async () => {
    const { path } = await made();

    const { status: code, body } = await client.send('PATCH', `${path}/status`, {
      ...MERGE,
      body: { spec: { role: 'server-leaf' }, metadata: { labels: { a: '1' } }, status },
    });

    expect(code).toBe(200);
    expect(body).toMatchObject({ status, spec: { role: 'spine' } });
    expect(body.metadata).not.toHaveProperty('labels');
  });

  it('marks its managers with the subresource', async () => {
    const { path } = await made();

    const { body } = await client.send('PATCH', `${path}/status`, {
      ...MERGE,
      query: { fieldManager: 'agent' },
      body: { status: { conditions: [], lastAppliedGen: 1 } },
    });

    expect(body.metadata.managedFields).toHaveLength(2);
    expect(body.metadata.managedFields).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ manager: 'agent', operation: 'Update', subresource: 'status' }),
        // Absent, not empty: nobody's subresource.
        expect.not.objectContaining({ subresource: expect.anything() }),
      ]),
    );
  });

  it('is owned as a whole where the schema calls it atomic', async () => {
    const { path, body: before } = await made();

    const { body } = await client.send('PUT', `${path}/status`, {
      query: { fieldManager: 'agent' },
      body: { ...before, status },
    });

    const fields = (body.metadata.managedFields ?? []).map(({ manager, fieldsV1 }) => [manager, fieldsV1]);
    expect(Object.fromEntries(fields)).toEqual({ agent: { 'f:status': {} }, fabric: { 'f:spec': {} } });
  });
});
