import { expect, it } from 'vitest';
import { objectOf, vpc } from './kinds.ts';
import { onEachServer, unique } from './meet.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SECOND = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const MERGE = { contentType: 'application/merge-patch+json' };

onEachServer('objects', ({ client, fresh, server }) => {
  it('creates an object and gives it its metadata', async () => {
    const { name, collection } = fresh('vpcs');
    const spec = { subnets: { web: { subnet: '10.0.1.0/24', vlan: 1001 } }, permit: [['web', 'db']] };

    const reply = await client.send('POST', collection, { body: vpc({ name, labels: { a: '1' } }, spec) });

    expect(reply.status).toBe(201);
    expect(reply.headers['content-type']).toBe('application/json');
    expect(reply.body).toEqual({
      apiVersion: 'vpc.githedgehog.com/v1beta1',
      kind: 'VPC',
      metadata: {
        name,
        namespace: server.namespace,
        labels: { a: '1' },
        uid: expect.stringMatching(UUID),
        resourceVersion: expect.stringMatching(/^[1-9]\d*$/),
        generation: 1,
        creationTimestamp: expect.stringMatching(SECOND),
        managedFields: expect.any(Array),
      },
      spec,
    });
  });

  it('gets the object that was created, and lists it under the list kind', async () => {
    const { name, collection, path } = fresh('vpcs');
    const created = await client.send('POST', collection, { body: vpc(name, { mode: 'l3vni' }) });

    const got = await client.send('GET', path);
    const listed = await client.send('GET', collection);

    expect(got).toMatchObject({ status: 200, body: created.body });
    expect(listed).toMatchObject({
      status: 200,
      body: { kind: 'VPCList', apiVersion: 'vpc.githedgehog.com/v1beta1', metadata: { continue: '' } },
    });
    expect(listed.body.items).toContainEqual(created.body);
    expect(Number(listed.body.metadata.resourceVersion)).toBeGreaterThanOrEqual(
      Number(created.body.metadata.resourceVersion),
    );
  });

  it('takes YAML as well as JSON', async () => {
    const { name, collection } = fresh('vpcs');

    const reply = await client.send('POST', collection, {
      contentType: 'application/yaml',
      body: `apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: ${name}\nspec:\n  mode: l3vni\n`,
    });

    expect(reply).toMatchObject({ status: 201, body: { metadata: { name }, spec: { mode: 'l3vni' } } });
  });

  it('makes a name from generateName', async () => {
    const prefix = `${unique()}-`;
    const { collection } = fresh('vpcs');

    const { status, body } = await client.send('POST', collection, { body: vpc({ generateName: prefix }) });

    expect(status).toBe(201);
    expect(body.metadata.name).toMatch(new RegExp(`^${prefix}[a-z0-9]{5}$`));
    await client.send('DELETE', `${collection}/${body.metadata.name}`);
  });

  it('refuses a second object of the same name', async () => {
    const { name, collection } = fresh('vpcs');
    await client.send('POST', collection, { body: vpc(name) });

    expect(await client.send('POST', collection, { body: vpc(name) })).toMatchObject({
      status: 409,
      body: {
        reason: 'AlreadyExists',
        message: `vpcs.vpc.githedgehog.com "${name}" already exists`,
        details: { name, group: 'vpc.githedgehog.com', kind: 'vpcs' },
        code: 409,
      },
    });
  });

  it('replaces by PUT: what is not sent is gone, uid and creation time stay, the generation rises', async () => {
    const { name, collection, path } = fresh('vpcs');
    const { body: before } = await client.send('POST', collection, {
      body: vpc({ name, labels: { a: '1' } }, { mode: 'l3vni', ipv4Namespace: 'x' }),
    });

    const { status, body } = await client.send('PUT', path, {
      body: vpc({ name, resourceVersion: before.metadata.resourceVersion }, { ipv4Namespace: 'y' }),
    });

    expect(status).toBe(200);
    expect(body.spec).toEqual({ ipv4Namespace: 'y' });
    expect(body.metadata).not.toHaveProperty('labels');
    expect(body.metadata).toMatchObject({
      uid: before.metadata.uid,
      creationTimestamp: before.metadata.creationTimestamp,
      generation: 2,
    });
    expect(Number(body.metadata.resourceVersion)).toBeGreaterThan(Number(before.metadata.resourceVersion));
  });

  it('leaves the resourceVersion alone when a PUT changes nothing', async () => {
    const { name, collection, path } = fresh('vpcs');
    const { body: before } = await client.send('POST', collection, { body: vpc(name, { mode: 'l3vni' }) });

    const { status, body } = await client.send('PUT', path, { body: before });

    expect(status).toBe(200);
    expect(body.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
  });

  it('merges by merge patch: null removes, maps merge, lists are replaced', async () => {
    const { name, collection, path } = fresh('vpcs');
    await client.send('POST', collection, {
      body: vpc(name, { mode: 'l3vni', subnets: { a: { vlan: 1 }, b: { vlan: 2 } }, permit: [['a', 'b']] }),
    });

    const { status, body } = await client.send('PATCH', path, {
      ...MERGE,
      body: { spec: { mode: null, subnets: { b: { vlan: 3 } }, permit: [['b', 'c']] } },
    });

    expect(status).toBe(200);
    expect(body.spec).toEqual({ subnets: { a: { vlan: 1 }, b: { vlan: 3 } }, permit: [['b', 'c']] });
    expect(body.metadata.generation).toBe(2);
  });

  it('leaves the resourceVersion alone when a merge patch changes nothing', async () => {
    const { name, collection, path } = fresh('vpcs');
    const { body: before } = await client.send('POST', collection, { body: vpc(name, { mode: 'l3vni' }) });

    const { body } = await client.send('PATCH', path, { ...MERGE, body: { spec: { mode: 'l3vni' } } });

    expect(body.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
  });

  it('raises the resourceVersion but not the generation when only labels or annotations change', async () => {
    const { name, collection, path } = fresh('vpcs');
    const { body: before } = await client.send('POST', collection, { body: vpc(name) });

    const { body } = await client.send('PATCH', path, {
      ...MERGE,
      body: { metadata: { labels: { a: '1' }, annotations: { b: '2' } } },
    });

    expect(body.metadata).toMatchObject({ generation: 1, labels: { a: '1' }, annotations: { b: '2' } });
    expect(Number(body.metadata.resourceVersion)).toBeGreaterThan(Number(before.metadata.resourceVersion));
  });

  it('applies a JSON patch, and refuses one whose test fails', async () => {
    const { name, collection, path } = fresh('vpcs');
    await client.send('POST', collection, { body: vpc(name, { mode: 'l3vni' }) });
    const contentType = 'application/json-patch+json';

    const added = await client.send('PATCH', path, {
      contentType,
      body: [{ op: 'add', path: '/spec/ipv4Namespace', value: 'x' }],
    });
    const refused = await client.send('PATCH', path, {
      contentType,
      body: [{ op: 'test', path: '/spec/ipv4Namespace', value: 'other' }],
    });

    expect(added).toMatchObject({ status: 200, body: { spec: { mode: 'l3vni', ipv4Namespace: 'x' } } });
    expect(refused).toMatchObject({ status: 422, body: { reason: 'Invalid' } });
  });

  it('ignores what a client says about uid, generation, creation time and status', async () => {
    const { name, collection, path } = fresh('switches');
    const metadata = {
      name,
      uid: '11111111-1111-1111-1111-111111111111',
      generation: 7,
      creationTimestamp: '2001-01-01T00:00:00Z',
    };

    const { status, body } = await client.send('POST', collection, {
      body: { ...objectOf('switches', metadata, { role: 'spine' }), status: {} },
    });

    expect(status).toBe(201);
    expect(body.metadata).toMatchObject({ uid: expect.stringMatching(UUID), generation: 1 });
    expect(body.metadata.uid).not.toBe(metadata.uid);
    expect(body.metadata.creationTimestamp).not.toBe(metadata.creationTimestamp);
    expect(body).not.toHaveProperty('status');
    expect((await client.send('GET', path)).body).not.toHaveProperty('status');
  });

  it('fills defaults of the schema', async () => {
    const { name, collection } = fresh('switches');

    const { body } = await client.send('POST', collection, {
      body: objectOf('switches', name, { role: 'spine', linkFlapErrDisable: { flapThreshold: 5 } }),
    });

    expect(body.spec).toEqual({
      role: 'spine',
      linkFlapErrDisable: { flapThreshold: 5, recoveryInterval: 300, samplingInterval: 30 },
    });
  });

  it('drops null fields on create', async () => {
    const { name, collection } = fresh('vpcs');

    const { status, body } = await client.send('POST', collection, {
      body: vpc(name, { ipv4Namespace: null, subnets: { web: null } }),
    });

    expect(status).toBe(201);
    expect(body.spec).toEqual({ subnets: {} });
  });

  it('persists nothing on a dry run of create, patch and delete', async () => {
    const { name, collection, path } = fresh('vpcs');
    const other = fresh('vpcs');
    const { body: before } = await client.send('POST', collection, { body: vpc(name) });
    const query = { dryRun: 'All' };

    const created = await client.send('POST', collection, { query, body: vpc(other.name) });
    const patched = await client.send('PATCH', path, { ...MERGE, query, body: { spec: { mode: 'l3vni' } } });
    const deleted = await client.send('DELETE', path, { query });

    expect(created.status).toBe(201);
    expect(created.body.metadata).toMatchObject({ name: other.name, uid: expect.stringMatching(UUID) });
    expect(created.body.metadata).not.toHaveProperty('resourceVersion');
    expect(patched).toMatchObject({
      status: 200,
      body: { spec: { mode: 'l3vni' }, metadata: { generation: 2 } },
    });
    expect(deleted).toMatchObject({ status: 200, body: { kind: 'Status', status: 'Success' } });
    expect((await client.send('GET', other.path)).status).toBe(404);
    expect((await client.send('GET', path)).body).toEqual(before);
  });
});
