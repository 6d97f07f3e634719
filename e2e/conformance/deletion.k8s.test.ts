import { expect, it } from 'vitest';
import { vpc } from './kinds.ts';
import { onEachServer } from './meet.ts';

const OTHER_UID = '11111111-1111-1111-1111-111111111111';
const MERGE = { contentType: 'application/merge-patch+json' };

onEachServer('deletion and preconditions', ({ client, fresh }) => {
  const deleteOptions = (preconditions: Record<string, string>) => ({
    body: { kind: 'DeleteOptions', apiVersion: 'v1', preconditions },
  });

  it('deletes, and answers what was deleted', async () => {
    const { name, collection, path } = fresh('vpcs');
    const { body } = await client.send('POST', collection, { body: vpc(name) });

    expect(await client.send('DELETE', path)).toMatchObject({
      status: 200,
      body: {
        kind: 'Status',
        status: 'Success',
        details: { name, group: 'vpc.githedgehog.com', kind: 'vpcs', uid: body.metadata.uid },
      },
    });
    expect((await client.send('GET', path)).status).toBe(404);
  });

  it('answers NotFound for an object that is not there', async () => {
    const { name, path } = fresh('vpcs');
    for (const method of ['GET', 'DELETE'] as const) {
      expect(await client.send(method, path)).toMatchObject({
        status: 404,
        body: {
          kind: 'Status',
          status: 'Failure',
          reason: 'NotFound',
          message: `vpcs.vpc.githedgehog.com "${name}" not found`,
          details: { name, group: 'vpc.githedgehog.com', kind: 'vpcs' },
          code: 404,
        },
      });
    }
    const patched = await client.send('PATCH', path, { ...MERGE, body: {} });
    const replaced = await client.send('PUT', path, { body: vpc({ name, resourceVersion: '1' }) });
    expect([patched.status, replaced.status]).toEqual([404, 404]);
  });

  it('gives a new object of the same name another uid', async () => {
    const { name, collection, path } = fresh('vpcs');
    const first = await client.send('POST', collection, { body: vpc(name) });
    await client.send('DELETE', path);

    const second = await client.send('POST', collection, { body: vpc(name) });

    expect(second.status).toBe(201);
    expect(second.body.metadata.uid).not.toBe(first.body.metadata.uid);
    expect(second.body.metadata.generation).toBe(1);
  });

  it('refuses to delete an object with another uid', async () => {
    const { name, collection, path } = fresh('vpcs');
    const { body } = await client.send('POST', collection, { body: vpc(name) });

    expect(await client.send('DELETE', path, deleteOptions({ uid: OTHER_UID }))).toMatchObject({
      status: 409,
      body: {
        reason: 'Conflict',
        message: `Operation cannot be fulfilled on VPC.vpc.githedgehog.com "${name}": the UID in the precondition (${OTHER_UID}) does not match the UID in record (${body.metadata.uid}). The object might have been deleted and then recreated`,
        details: { name, group: 'vpc.githedgehog.com', kind: 'VPC' },
      },
    });
    expect((await client.send('GET', path)).status).toBe(200);
  });

  it('refuses to delete an object that changed since its resourceVersion', async () => {
    const { name, collection, path } = fresh('vpcs');
    const { body: before } = await client.send('POST', collection, { body: vpc(name) });
    const { body: after } = await client.send('PATCH', path, { ...MERGE, body: { spec: { mode: 'l3vni' } } });
    const [old, now] = [before.metadata.resourceVersion, after.metadata.resourceVersion];

    expect(await client.send('DELETE', path, deleteOptions({ resourceVersion: old }))).toMatchObject({
      status: 409,
      body: {
        reason: 'Conflict',
        message: `Operation cannot be fulfilled on VPC.vpc.githedgehog.com "${name}": the ResourceVersion in the precondition (${old}) does not match the ResourceVersion in record (${now}). The object might have been modified`,
      },
    });
    const right = deleteOptions({ resourceVersion: now, uid: after.metadata.uid });
    expect((await client.send('DELETE', path, right)).status).toBe(200);
  });

  it('refuses a PUT with a stale resourceVersion', async () => {
    const { name, collection, path } = fresh('vpcs');
    const { body: before } = await client.send('POST', collection, { body: vpc(name) });
    await client.send('PATCH', path, { ...MERGE, body: { spec: { mode: 'l3vni' } } });

    expect(await client.send('PUT', path, { body: before })).toMatchObject({
      status: 409,
      body: {
        reason: 'Conflict',
        message: `Operation cannot be fulfilled on vpcs.vpc.githedgehog.com "${name}": the object has been modified; please apply your changes to the latest version and try again`,
        details: { name, group: 'vpc.githedgehog.com', kind: 'vpcs' },
        code: 409,
      },
    });
  });

  it('refuses a PUT without a resourceVersion', async () => {
    const { name, collection, path } = fresh('vpcs');
    await client.send('POST', collection, { body: vpc(name) });

    expect(await client.send('PUT', path, { body: vpc(name) })).toMatchObject({
      status: 422,
      body: {
        reason: 'Invalid',
        details: {
          causes: [
            {
              reason: 'FieldValueInvalid',
              field: 'metadata.resourceVersion',
              message: expect.stringContaining('must be specified for an update'),
            },
          ],
        },
      },
    });
  });

  it('refuses a merge patch that names a stale resourceVersion', async () => {
    const { name, collection, path } = fresh('vpcs');
    await client.send('POST', collection, { body: vpc(name) });

    expect(
      await client.send('PATCH', path, {
        ...MERGE,
        body: { metadata: { resourceVersion: '1' }, spec: { mode: 'l3vni' } },
      }),
    ).toMatchObject({ status: 409, body: { reason: 'Conflict' } });
  });

  it('keeps an object with a finalizer until the finalizer goes', async () => {
    const { name, collection, path } = fresh('vpcs');
    await client.send('POST', collection, { body: vpc({ name, finalizers: ['example.com/hold'] }) });

    const deleted = await client.send('DELETE', path);
    const held = await client.send('GET', path);
    await client.send('PATCH', path, { ...MERGE, body: { metadata: { finalizers: null } } });

    expect(deleted).toMatchObject({
      status: 200,
      body: { kind: 'VPC', metadata: { deletionTimestamp: expect.any(String) } },
    });
    expect(held).toMatchObject({
      status: 200,
      body: {
        metadata: { deletionTimestamp: expect.any(String), deletionGracePeriodSeconds: 0, generation: 2 },
      },
    });
    expect((await client.send('GET', path)).status).toBe(404);
  });

  it('deletes a collection by label', async () => {
    const [one, two] = [fresh('vpcs'), fresh('vpcs')];
    await client.send('POST', one.collection, { body: vpc({ name: one.name, labels: { set: one.name } }) });
    await client.send('POST', two.collection, { body: vpc({ name: two.name }) });

    const { status, body } = await client.send('DELETE', one.collection, {
      query: { labelSelector: `set=${one.name}` },
    });

    expect(status).toBe(200);
    expect(body.items.map(({ metadata }) => metadata.name)).toEqual([one.name]);
    expect([
      (await client.send('GET', one.path)).status,
      (await client.send('GET', two.path)).status,
    ]).toEqual([404, 200]);
  });
});
