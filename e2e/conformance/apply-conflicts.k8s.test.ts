import { expect, it } from 'vitest';
import { applyVpc } from './applying.ts';
import { onEachServer } from './meet.ts';

const MERGE = { contentType: 'application/merge-patch+json' };
const WEB = { subnet: '10.0.1.0/24', vlan: 1001 };

onEachServer('server-side apply: conflicts', ({ client, fresh }) => {
  it('refuses to change a field that another manager applied, and names both', async () => {
    const place = fresh('vpcs');
    const { body: before } = await applyVpc(client, place, 'one', { spec: { mode: 'a' } });

    expect(await applyVpc(client, place, 'two', { spec: { mode: 'b' } })).toMatchObject({
      status: 409,
      body: {
        kind: 'Status',
        status: 'Failure',
        reason: 'Conflict',
        code: 409,
        message: 'Apply failed with 1 conflict: conflict with "one": .spec.mode',
        details: {
          causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.spec.mode' }],
        },
      },
    });
    expect((await client.send('GET', place.path)).body).toEqual(before);
  });

  it('lists every field in conflict', async () => {
    const place = fresh('vpcs');
    await applyVpc(client, place, 'one', {
      labels: { a: '1' },
      annotations: { b: '1' },
      spec: { mode: 'a', permit: [['x', 'y']], subnets: { web: WEB } },
    });

    const reply = await applyVpc(client, place, 'two', {
      labels: { a: '2' },
      annotations: { b: '2' },
      spec: { mode: 'b', permit: [['x', 'z']], subnets: { web: { vlan: 5 } } },
    });

    const fields = [
      '.metadata.annotations.b',
      '.metadata.labels.a',
      '.spec.mode',
      '.spec.permit',
      '.spec.subnets.web.vlan',
    ];
    expect(reply.status).toBe(409);
    expect(reply.body.message).toBe(
      `Apply failed with 5 conflicts: conflicts with "one":\n${fields.map((field) => `- ${field}`).join('\n')}`,
    );
    expect(reply.body.details?.causes).toEqual(
      fields.map((field) => ({ reason: 'FieldManagerConflict', message: 'conflict with "one"', field })),
    );
  });

  it('names the version beside a manager that updated rather than applied', async () => {
    const place = fresh('vpcs');
    await applyVpc(client, place, 'git', { spec: { ipv4Namespace: 'x' } });
    await client.send('PATCH', place.path, {
      ...MERGE,
      query: { fieldManager: 'hand' },
      body: { spec: { ipv4Namespace: 'y' } },
    });

    expect(await applyVpc(client, place, 'git', { spec: { ipv4Namespace: 'x' } })).toMatchObject({
      status: 409,
      body: {
        message:
          'Apply failed with 1 conflict: conflict with "hand" using vpc.githedgehog.com/v1beta1: .spec.ipv4Namespace',
        details: {
          causes: [
            {
              reason: 'FieldManagerConflict',
              message: 'conflict with "hand" using vpc.githedgehog.com/v1beta1',
              field: '.spec.ipv4Namespace',
            },
          ],
        },
      },
    });
  });

  it('names each of several managers in conflict', async () => {
    const place = fresh('vpcs');
    await applyVpc(client, place, 'one', { spec: { mode: 'a' } });
    await applyVpc(client, place, 'two', { spec: { ipv4Namespace: 'a' } });

    const { status, body } = await applyVpc(client, place, 'three', {
      spec: { mode: 'b', ipv4Namespace: 'b' },
    });

    expect(status).toBe(409);
    expect(body.message).toBe(
      'Apply failed with 2 conflicts: conflicts with "one":\n- .spec.mode\nconflicts with "two":\n- .spec.ipv4Namespace',
    );
  });

  it('takes the field over when forced, so that the other no longer owns it', async () => {
    const place = fresh('vpcs');
    await applyVpc(client, place, 'one', { spec: { mode: 'a', ipv4Namespace: 'x' } });

    const forced = await applyVpc(client, place, 'two', { spec: { mode: 'b' } }, { force: true });
    const again = await applyVpc(client, place, 'one', { spec: { mode: 'a', ipv4Namespace: 'x' } });
    const withdrawn = await applyVpc(client, place, 'one', { spec: { ipv4Namespace: 'x' } });

    expect(forced).toMatchObject({ status: 200, body: { spec: { mode: 'b', ipv4Namespace: 'x' } } });
    expect(again).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('conflict with "two": .spec.mode') },
    });
    expect(withdrawn).toMatchObject({ status: 200, body: { spec: { mode: 'b', ipv4Namespace: 'x' } } });
  });

  it('lets two managers own one value, which stays until both stop to send it', async () => {
    const place = fresh('vpcs');
    await applyVpc(client, place, 'one', { spec: { mode: 'a', ipv4Namespace: 'x' } });
    const shared = await applyVpc(client, place, 'two', { spec: { mode: 'a', vlanNamespace: 'y' } });

    const once = await applyVpc(client, place, 'one', { spec: { ipv4Namespace: 'x' } });
    const twice = await applyVpc(client, place, 'two', { spec: { vlanNamespace: 'y' } });

    expect([shared.status, once.status, twice.status]).toEqual([200, 200, 200]);
    expect(once.body.spec).toEqual({ mode: 'a', ipv4Namespace: 'x', vlanNamespace: 'y' });
    expect(twice.body.spec).toEqual({ ipv4Namespace: 'x', vlanNamespace: 'y' });
  });

  it('finds a conflict in a value that two own when one of them changes it', async () => {
    const place = fresh('vpcs');
    await applyVpc(client, place, 'one', { spec: { mode: 'a' } });
    await applyVpc(client, place, 'two', { spec: { mode: 'a' } });

    expect(await applyVpc(client, place, 'one', { spec: { mode: 'b' } })).toMatchObject({
      status: 409,
      body: { message: 'Apply failed with 1 conflict: conflict with "two": .spec.mode' },
    });
  });

  it('finds no conflict where an update set the same value', async () => {
    const place = fresh('vpcs');
    await applyVpc(client, place, 'git', { spec: { mode: 'a' } });
    await client.send('PATCH', place.path, {
      ...MERGE,
      query: { fieldManager: 'hand' },
      body: { spec: { mode: 'b' } },
    });

    const reply = await applyVpc(client, place, 'git', { spec: { mode: 'b' } });

    expect(reply).toMatchObject({ status: 200, body: { spec: { mode: 'b' } } });
  });

  it('puts a value back that a hand removed, without a conflict', async () => {
    const place = fresh('vpcs');
    await applyVpc(client, place, 'git', { spec: { mode: 'a', subnets: { web: WEB } } });
    await client.send('PATCH', place.path, {
      ...MERGE,
      body: { spec: { mode: null, subnets: { web: null } } },
    });

    const reply = await applyVpc(client, place, 'git', { spec: { mode: 'a', subnets: { web: WEB } } });

    expect(reply).toMatchObject({ status: 200, body: { spec: { mode: 'a', subnets: { web: WEB } } } });
  });
});
