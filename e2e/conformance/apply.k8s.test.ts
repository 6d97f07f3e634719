import { expect, it } from 'vitest';
import { applyVpc } from './applying.ts';
import { vpc } from './kinds.ts';
import { onEachServer } from './meet.ts';

const WEB = { subnet: '10.0.1.0/24', vlan: 1001 };
const DB = { subnet: '10.0.2.0/24', vlan: 1002 };

onEachServer('server-side apply', ({ client, fresh }) => {
  it('creates with 201, updates with 200', async () => {
    const place = fresh('vpcs');

    const created = await applyVpc(client, place, 'git', { spec: { subnets: { web: WEB } } });
    const updated = await applyVpc(client, place, 'git', { spec: { subnets: { web: WEB, db: DB } } });

    expect(created).toMatchObject({
      status: 201,
      body: { metadata: { generation: 1 }, spec: { subnets: { web: WEB } } },
    });
    expect(updated).toMatchObject({ status: 200, body: { metadata: { generation: 2 } } });
    expect(updated.body.spec).toEqual({ subnets: { web: WEB, db: DB } });
    expect(updated.body.metadata.uid).toBe(created.body.metadata.uid);
  });

  it('keeps resourceVersion, generation and the time of the manager when it changes nothing', async () => {
    const place = fresh('vpcs');
    const applied = {
      spec: { mode: 'l3vni', subnets: { web: WEB } },
      labels: { a: '1' },
      annotations: { b: '2' },
    };
    const first = await applyVpc(client, place, 'git', applied);

    const second = await applyVpc(client, place, 'git', applied);

    expect(second.status).toBe(200);
    expect(second.body).toEqual(first.body);
  });

  it('takes YAML', async () => {
    const { name, path } = fresh('vpcs');

    const { status, body } = await client.send('PATCH', path, {
      contentType: 'application/apply-patch+yaml',
      query: { fieldManager: 'git' },
      body: `apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {name: ${name}}\nspec:\n  subnets:\n    web: {vlan: 7}\n`,
    });

    expect(status).toBe(201);
    expect(body.spec).toEqual({ subnets: { web: { vlan: 7 } } });
  });

  it('reads YAML as version 1.1 has it: an unquoted y or no is a boolean', async () => {
    const { name, path } = fresh('vpcs');

    for (const [word, value] of [
      ['y', 'true'],
      ['no', 'false'],
    ]) {
      const { status, body } = await client.send('PATCH', path, {
        contentType: 'application/apply-patch+yaml',
        query: { fieldManager: 'git' },
        body: `apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {name: ${name}}\nspec: {mode: ${word}}\n`,
      });

      expect(status).toBe(500);
      expect(body.message).toContain(
        `.spec.mode: expected string, got &value.valueUnstructured{Value:${value}}`,
      );
    }
  });

  it('removes a field that its manager stops to send', async () => {
    const place = fresh('vpcs');
    await applyVpc(client, place, 'git', { spec: { mode: 'l3vni', ipv4Namespace: 'x' } });

    const { body } = await applyVpc(client, place, 'git', { spec: { ipv4Namespace: 'x' } });

    expect(body.spec).toEqual({ ipv4Namespace: 'x' });
    expect(body.metadata.generation).toBe(2);
  });

  it('removes a key of a map that its manager stops to send, and fields inside a key', async () => {
    const place = fresh('vpcs');
    await applyVpc(client, place, 'git', { spec: { subnets: { web: { ...WEB, isolated: true }, db: DB } } });

    const { body } = await applyVpc(client, place, 'git', { spec: { subnets: { web: WEB } } });

    expect(body.spec).toEqual({ subnets: { web: WEB } });
  });

  it('replaces lists as a whole where the schema names no list type', async () => {
    const place = fresh('vpcs');
    await applyVpc(client, place, 'git', {
      spec: {
        permit: [
          ['a', 'b'],
          ['c', 'd'],
        ],
      },
    });

    const { body } = await applyVpc(client, place, 'git', { spec: { permit: [['c', 'd']] } });

    expect(body.spec).toEqual({ permit: [['c', 'd']] });
  });

  it('leaves alone what nobody else sends: fields of other managers stay', async () => {
    const place = fresh('vpcs');
    await applyVpc(client, place, 'git', { spec: { mode: 'l3vni', subnets: { web: WEB } } });
    await applyVpc(client, place, 'other', { spec: { ipv4Namespace: 'x', subnets: { db: DB } } });

    const { status, body } = await applyVpc(client, place, 'git', { spec: { subnets: { web: WEB } } });

    expect(status).toBe(200);
    expect(body.spec).toEqual({ ipv4Namespace: 'x', subnets: { web: WEB, db: DB } });
  });

  it('merges labels and annotations by key, and removes those of its own that leave', async () => {
    const place = fresh('vpcs');
    await applyVpc(client, place, 'git', { labels: { a: '1', b: '2' }, annotations: { x: '1', y: '2' } });
    await applyVpc(client, place, 'other', { labels: { c: '3' }, annotations: { z: '3' } });

    const { body } = await applyVpc(client, place, 'git', { labels: { a: '9' }, annotations: { y: '9' } });

    expect(body.metadata).toMatchObject({ generation: 1 });
    expect(body.metadata.labels).toEqual({ a: '9', c: '3' });
    expect(body.metadata.annotations).toEqual({ y: '9', z: '3' });
  });

  it('does not own what it did not send: an apply over an object made otherwise adds to it', async () => {
    const place = fresh('vpcs');
    await client.send('POST', place.collection, {
      query: { fieldManager: 'hand' },
      body: vpc({ name: place.name, labels: { a: '1' } }, { mode: 'l3vni', subnets: { web: WEB } }),
    });

    await applyVpc(client, place, 'git', { spec: { subnets: { web: WEB } } });
    const { body } = await applyVpc(client, place, 'git', {});

    expect(body.spec).toEqual({ mode: 'l3vni', subnets: { web: WEB } });
    expect(body.metadata.labels).toEqual({ a: '1' });
  });

  it('persists nothing on a dry run, and says what would be', async () => {
    const place = fresh('vpcs');
    const absent = fresh('vpcs');
    const { body: before } = await applyVpc(client, place, 'git', { spec: { mode: 'l3vni' } });

    const created = await applyVpc(client, absent, 'git', { spec: { mode: 'l3vni' } }, { dryRun: 'All' });
    const changed = await applyVpc(client, place, 'git', { spec: { mode: 'l3flat' } }, { dryRun: 'All' });

    expect(created).toMatchObject({ status: 201, body: { spec: { mode: 'l3vni' } } });
    expect(changed).toMatchObject({
      status: 200,
      body: { spec: { mode: 'l3flat' }, metadata: { generation: 2 } },
    });
    expect((await client.send('GET', absent.path)).status).toBe(404);
    expect((await client.send('GET', place.path)).body).toEqual(before);
  });

  it('holds by a resourceVersion or uid that is sent along', async () => {
    const place = fresh('vpcs');
    const absent = fresh('vpcs');
    const { body } = await applyVpc(client, place, 'git', { spec: { mode: 'l3vni' } });
    const { resourceVersion, uid } = body.metadata;

    const right = await applyVpc(client, place, 'git', {
      metadata: { resourceVersion, uid },
      spec: { mode: 'a' },
    });
    const stale = await applyVpc(client, place, 'git', {
      metadata: { resourceVersion },
      spec: { mode: 'b' },
    });
    const gone = await applyVpc(client, absent, 'git', { metadata: { uid }, spec: { mode: 'b' } });

    expect(right.status).toBe(200);
    expect(stale).toMatchObject({
      status: 409,
      body: {
        reason: 'Conflict',
        message: `Operation cannot be fulfilled on vpcs.vpc.githedgehog.com "${place.name}": the object has been modified; please apply your changes to the latest version and try again`,
      },
    });
    expect(gone).toMatchObject({
      status: 409,
      body: {
        reason: 'Conflict',
        message: `Operation cannot be fulfilled on vpcs.vpc.githedgehog.com "${absent.name}": uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
      },
    });
  });
});
