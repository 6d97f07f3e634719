import { expect, it } from 'vitest';
import { applyVpc } from './applying.ts';
import { objectOf } from './kinds.ts';
import { onEachServer } from './meet.ts';

/**
 * An object that loses its last field turns into null inside the server, which the schema then refuses. So a client may not empty an
 * object that it filled before: it must leave its key out.
 */
const refused = (field: string) => ({
  status: 422,
  body: {
    reason: 'Invalid',
    details: {
      causes: [
        {
          reason: 'FieldValueTypeInvalid',
          field,
          message: `Invalid value: "null": ${field} in body must be of type object: "null"`,
        },
      ],
    },
  },
});

onEachServer('server-side apply: empty objects', ({ client, fresh }) => {
  it('takes empty objects where there was nothing', async () => {
    const { status, body } = await applyVpc(client, fresh('vpcs'), 'git', {
      spec: { subnets: { web: { dhcp: {} } } },
    });

    expect(status).toBe(201);
    expect(body.spec).toEqual({ subnets: { web: { dhcp: {} } } });
  });

  it('keeps an empty object empty without a change', async () => {
    const place = fresh('vpcs');
    const first = await applyVpc(client, place, 'git', { spec: { subnets: {} } });

    const second = await applyVpc(client, place, 'git', { spec: { subnets: {} } });

    expect(second.body).toEqual(first.body);
  });

  for (const [what, before, after, field] of [
    ['a key of a map', { subnets: { web: { vlan: 1 } } }, { subnets: { web: {} } }, 'spec.subnets.web'],
    ['a map', { mode: 'a', subnets: { web: { vlan: 1 } } }, { mode: 'a', subnets: {} }, 'spec.subnets'],
    ['the spec', { mode: 'a' }, {}, 'spec'],
  ] as const) {
    it(`refuses to empty ${what} that the same manager filled`, async () => {
      const place = fresh('vpcs');
      await applyVpc(client, place, 'git', { spec: before });

      expect(await applyVpc(client, place, 'git', { spec: after })).toMatchObject(refused(field));
    });
  }

  it('removes an object whose key is left out, whatever was in it', async () => {
    const place = fresh('vpcs');
    await applyVpc(client, place, 'git', {
      spec: { mode: 'a', subnets: { web: { vlan: 1, dhcp: { enable: true } } } },
    });

    const { status, body } = await applyVpc(client, place, 'git', { spec: { mode: 'a' } });

    expect(status).toBe(200);
    expect(body.spec).toEqual({ mode: 'a' });
  });

  it('removes the spec when it is left out', async () => {
    const { name, path } = fresh('servers');
    const options = { contentType: 'application/apply-patch+yaml', query: { fieldManager: 'git' } };
    await client.send('PATCH', path, { ...options, body: objectOf('servers', name, { description: 'a' }) });

    const { spec: _, ...without } = objectOf('servers', name);
    const { status, body } = await client.send('PATCH', path, { ...options, body: without });

    expect(status).toBe(200);
    expect(body).not.toHaveProperty('spec');
  });
});
