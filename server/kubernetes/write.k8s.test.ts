import { expect, it } from 'vitest';
import { onEachServer } from '#e2e/conformance/meet.ts';
import type { AppError } from '#server/domain/app-error.ts';
import { clientOf, vpcBody, VPC } from './testing/meet-client.ts';

onEachServer('writing by the product’s client', ({ server, client: admin, fresh }) => {
  const client = clientOf(server);
  const { namespace } = server;
  const place = () => ({ name: fresh('vpcs').name, namespace });
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => expect.fail('it passed'),
      (error: unknown) => error as AppError,
    );

  it('creates, changes, and leaves alone what is as it should be', async () => {
    const at = place();

    const first = await client.apply(VPC, vpcBody(at), { force: true });
    expect(first).toMatchObject({
      created: true,
      repeated: false,
      warnings: [],
      live: { ...at, kind: 'VPC' },
    });
    expect(first.live.managedFields).toMatchObject([{ manager: 'fabric-sync', operation: 'Apply' }]);

    const same = await client.apply(VPC, vpcBody(at), { force: true });
    expect(same).toMatchObject({ created: false, live: { resourceVersion: first.live.resourceVersion } });

    const changed = await client.apply(VPC, vpcBody(at, { mode: 'l3vni' }), { force: true });
    expect(changed.live.resourceVersion).not.toBe(first.live.resourceVersion);
    expect(changed.live.spec).toEqual({ mode: 'l3vni' });
    await expect(client.get(VPC, at)).resolves.toEqual(changed.live);
  });

  it('stores nothing on a dry run', async () => {
    const at = place();

    const dry = await client.apply(VPC, vpcBody(at), { force: true, dryRun: true });

    expect(dry.created).toBe(true);
    await expect(client.get(VPC, at)).resolves.toBeNull();
  });

  it('says which fields the cluster does not know', async () => {
    const at = place();
    const body = vpcBody(at, { subnets: { a: { subnet: '10.0.1.0/24', bogus: 1 } }, foo: 2 });

    const created = await refusal(client.create(VPC, body));
    expect(created).toMatchObject({
      code: 'K8S_CRD_VALIDATION_FAILED',
      details: { resource: `VPC/${namespace}/${at.name}` },
    });
    expect(created.fields.map(({ field }) => field).toSorted()).toEqual(['spec.foo', 'spec.subnets.a.bogus']);

    // An apply is refused with what the server happens to find first, as an error 500.
    const applied = await refusal(client.apply(VPC, body, { force: true }));
    expect(applied.code).toBe('K8S_CRD_VALIDATION_FAILED');
    expect(applied.fields).toContainEqual({
      field: 'spec.foo',
      message: 'the cluster does not know this field',
    });
  });

  it('says which values have the wrong type', async () => {
    const body = vpcBody(place(), { subnets: { a: { vlan: 'x' } } });

    for (const write of [() => client.apply(VPC, body, { force: true }), () => client.create(VPC, body)]) {
      const error = await refusal(write());
      expect(error.code).toBe('K8S_CRD_VALIDATION_FAILED');
      expect(error.fields.map(({ field }) => field)).toEqual(['spec.subnets.a.vlan']);
    }
  });

  it('says when a value is out of bounds', async () => {
    const error = await refusal(
      client.apply(VPC, vpcBody({ name: 'Not_A_Name', namespace }), { force: true }),
    );

    expect(error).toMatchObject({ code: 'K8S_CRD_VALIDATION_FAILED', details: { field: 'metadata.name' } });
  });

  it('says when the namespace is not there', async () => {
    const error = await refusal(
      client.apply(VPC, vpcBody({ name: 'v1', namespace: 'no-such-namespace' }), { force: true }),
    );

    expect(error).toMatchObject({
      code: 'K8S_CRD_VALIDATION_FAILED',
      details: { field: 'metadata.namespace' },
    });
  });

  it('respects the fields of others, or takes them over', async () => {
    const at = place();
    await client.apply(VPC, vpcBody(at, { mode: 'l3vni' }), { force: true, fieldManager: 'somebody' });

    const error = await refusal(client.apply(VPC, vpcBody(at, { mode: '' }), { force: false }));
    expect(error).toMatchObject({
      code: 'K8S_CONFLICT',
      details: { reason: 'field_owner', field: 'spec.mode', manager: 'somebody' },
    });

    const forced = await client.apply(VPC, vpcBody(at, { mode: '' }), { force: true });
    expect(forced.live.spec).toEqual({ mode: '' });
  });

  it('creates only what is not there', async () => {
    const at = place();
    await expect(client.create(VPC, vpcBody(at))).resolves.toMatchObject({ created: true });

    await expect(client.create(VPC, vpcBody(at))).rejects.toMatchObject({
      code: 'K8S_CONFLICT',
      details: { reason: 'exists' },
    });
  });

  it('puts back only what nobody changed meanwhile', async () => {
    const at = place();
    const { live } = await client.apply(VPC, vpcBody(at), { force: true });

    const put = await client.restore(VPC, at, { spec: { mode: 'l3vni' } }, live.resourceVersion);
    expect(put.live.spec).toEqual({ mode: 'l3vni' });

    await expect(client.restore(VPC, at, { spec: {} }, live.resourceVersion)).rejects.toMatchObject({
      code: 'K8S_CONFLICT',
      details: { reason: 'stale' },
    });
    await expect(client.restore(VPC, place(), { spec: {} }, live.resourceVersion)).rejects.toMatchObject({
      code: 'K8S_CONFLICT',
      details: { reason: 'gone' },
    });
  });

  it('puts back who owned which field, and leaves the finalizers of others alone', async () => {
    const { name, path } = fresh('vpcs');
    const at = { name, namespace };
    const merge = (finalizers: string[] | null) =>
      admin.send('PATCH', path, {
        contentType: 'application/merge-patch+json',
        body: { metadata: { finalizers } },
      });
    await client.apply(VPC, vpcBody(at, { mode: 'l3vni' }), { force: true });
    await merge(['fabric-sync.test/kept']);
    const before = await client.get(VPC, at);
    const { managedFields = [], spec = {} } = before ?? {};
    const { live } = await client.apply(VPC, vpcBody(at, { mode: '' }), { force: true });

    const content = await client.restore(VPC, at, { spec }, live.resourceVersion);
    await client.restore(VPC, at, { managedFields }, content.live.resourceVersion);

    await expect(client.get(VPC, at)).resolves.toMatchObject({ spec: { mode: 'l3vni' }, managedFields });
    const found = await admin.send('GET', path);
    expect(found.body.metadata).toMatchObject({ finalizers: ['fabric-sync.test/kept'] });
    // Ours again: what is no longer set is taken away.
    const without = await client.apply(VPC, vpcBody(at), { force: false });
    expect(without.live.spec).not.toHaveProperty('mode');
    await merge(null);
  });

  it('deletes the object it means and no other', async () => {
    const at = place();
    const { live } = await client.apply(VPC, vpcBody(at), { force: true });
    const { uid, resourceVersion } = live;

    await expect(
      client.delete(VPC, at, { uid: '00000000-0000-0000-0000-000000000000' }),
    ).rejects.toMatchObject({ code: 'K8S_CONFLICT', details: { reason: 'recreated' } });
    await expect(client.delete(VPC, at, { uid, resourceVersion: '1' })).rejects.toMatchObject({
      code: 'K8S_CONFLICT',
      details: { reason: 'stale' },
    });
    await expect(client.delete(VPC, at, { uid, dryRun: true })).resolves.toBe('deleted');
    await expect(client.get(VPC, at)).resolves.not.toBeNull();
    await expect(client.delete(VPC, at, { uid, resourceVersion })).resolves.toBe('deleted');
    await expect(client.delete(VPC, at, { uid })).resolves.toBe('absent');
  });

  it('says when an object stays until its finalizers are done', async () => {
    const { name, path, collection } = fresh('vpcs');
    const { body } = await admin.send('POST', collection, {
      body: vpcBody({ name, namespace }, {}, { finalizers: ['example.com/wait'] } as object),
    });

    await expect(client.delete(VPC, { name, namespace }, { uid: body.metadata.uid })).resolves.toBe(
      'terminating',
    );
    expect((await client.get(VPC, { name, namespace }))?.deletionTimestamp).toBeDefined();

    await admin.send('PATCH', path, {
      contentType: 'application/merge-patch+json',
      body: { metadata: { finalizers: null } },
    });
    await expect.poll(() => client.get(VPC, { name, namespace })).toBeNull();
  });

  it('refuses what is too large to store', async () => {
    const at = place();
    const annotations = { large: 'x'.repeat(4_000_000) };

    const error = await refusal(client.apply(VPC, vpcBody(at, {}, { annotations }), { force: true }));

    expect(error.code).toBe('K8S_CRD_VALIDATION_FAILED');
    expect(error.message.length).toBeLessThan(1_000);
  });
});
