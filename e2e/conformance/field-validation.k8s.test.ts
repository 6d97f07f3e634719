import { expect, it } from 'vitest';
import { applyVpc } from './applying.ts';
import { vpc } from './kinds.ts';
import { onEachServer } from './meet.ts';

const MERGE = { contentType: 'application/merge-patch+json' };
const UNKNOWN = { mode: 'a', bogus: 1, subnets: { web: { vlan: 1, alsoBogus: true } } };
const PRUNED = { mode: 'a', subnets: { web: { vlan: 1 } } };
const WARNINGS = [
  '299 - "unknown field \\"spec.bogus\\""',
  '299 - "unknown field \\"spec.subnets.web.alsoBogus\\""',
];

onEachServer('unknown fields', ({ client, fresh }) => {
  it('refuses them all by name under fieldValidation=Strict', async () => {
    const { name, collection, path } = fresh('vpcs');

    const reply = await client.send('POST', collection, {
      query: { fieldValidation: 'Strict' },
      body: vpc(name, UNKNOWN),
    });

    expect(reply).toMatchObject({
      status: 400,
      body: {
        reason: 'BadRequest',
        code: 400,
        message:
          'VPC in version "v1beta1" cannot be handled as a VPC: strict decoding error: unknown field "spec.bogus", unknown field "spec.subnets.web.alsoBogus"',
      },
    });
    expect((await client.send('GET', path)).status).toBe(404);
  });

  for (const fieldValidation of ['Warn', undefined]) {
    it(`prunes them with a warning for each under fieldValidation=${fieldValidation ?? ', which is the default'}`, async () => {
      const { name, collection } = fresh('vpcs');

      const reply = await client.send('POST', collection, {
        query: { fieldValidation },
        body: vpc(name, UNKNOWN),
      });

      expect(reply.status).toBe(201);
      expect(reply.body.spec).toEqual(PRUNED);
      expect(warnings(reply)).toEqual(WARNINGS);
    });
  }

  it('prunes them silently under fieldValidation=Ignore', async () => {
    const { name, collection } = fresh('vpcs');

    const reply = await client.send('POST', collection, {
      query: { fieldValidation: 'Ignore' },
      body: vpc(name, UNKNOWN),
    });

    expect(reply.status).toBe(201);
    expect(reply.body.spec).toEqual(PRUNED);
    expect(warnings(reply)).toEqual([]);
  });

  it('does the same for PUT and merge patch', async () => {
    const { name, collection, path } = fresh('vpcs');
    const { body } = await client.send('POST', collection, { body: vpc(name) });
    const strict = { query: { fieldValidation: 'Strict' } };

    const replaced = await client.send('PUT', path, { ...strict, body: { ...body, spec: UNKNOWN } });
    const patched = await client.send('PATCH', path, { ...strict, ...MERGE, body: { spec: { bogus: 1 } } });
    const warned = await client.send('PATCH', path, { ...MERGE, body: { spec: { bogus: 1 } } });

    expect(replaced).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('strict decoding error: unknown field "spec.bogus"') },
    });
    expect(patched).toMatchObject({
      status: 422,
      body: {
        reason: 'Invalid',
        message: expect.stringContaining('strict decoding error: unknown field "spec.bogus"'),
      },
    });
    expect([warned.status, warnings(warned)]).toEqual([200, WARNINGS.slice(0, 1)]);
  });

  it('refuses unknown fields outside the spec too', async () => {
    const { name, collection } = fresh('vpcs');
    const options = { query: { fieldValidation: 'Strict' } };

    const top = await client.send('POST', collection, { ...options, body: { ...vpc(name), bogus: 1 } });
    const metadata = await client.send('POST', collection, { ...options, body: vpc({ name, bogus: 1 }) });

    expect(top.body.message).toContain('strict decoding error: unknown field "bogus"');
    expect(metadata.body.message).toContain('strict decoding error: unknown field "metadata.bogus"');
  });

  it('refuses a key that stands twice under Strict', async () => {
    const { name, collection } = fresh('vpcs');
    const body = `{"apiVersion":"vpc.githedgehog.com/v1beta1","kind":"VPC","metadata":{"name":"${name}"},"spec":{"mode":"a","mode":"b"}}`;

    const strict = await client.send('POST', collection, { query: { fieldValidation: 'Strict' }, body });
    const warned = await client.send('POST', collection, { body });

    expect(strict).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('strict decoding error: duplicate field "spec.mode"') },
    });
    expect(warned).toMatchObject({ status: 201, body: { spec: { mode: 'b' } } });
    expect(warnings(warned)).toEqual(['299 - "duplicate field \\"spec.mode\\""']);
  });

  // An apply meets the schema before fieldValidation is looked at, and the server calls that its own error.
  for (const fieldValidation of ['Strict', 'Warn', 'Ignore']) {
    it(`refuses an apply with an unknown field as an error 500, under fieldValidation=${fieldValidation} too`, async () => {
      const place = fresh('vpcs');

      const reply = await applyVpc(client, place, 'git', { spec: { bogus: 1 } }, { fieldValidation });

      expect(reply).toMatchObject({
        status: 500,
        body: {
          kind: 'Status',
          status: 'Failure',
          code: 500,
          message: `failed to create typed patch object (/${place.name}; vpc.githedgehog.com/v1beta1, Kind=VPC): .spec.bogus: field not declared in schema`,
        },
      });
      expect(reply.body).not.toHaveProperty('reason');
      expect((await client.send('GET', place.path)).status).toBe(404);
    });
  }

  it('refuses an apply with a wrong type as an error 500', async () => {
    const place = fresh('vpcs');
    const message = (rest: string) =>
      `failed to create typed patch object (/${place.name}; vpc.githedgehog.com/v1beta1, Kind=VPC): ${rest}`;

    for (const [spec, rest] of [
      [
        { subnets: { web: { vlan: '7' } } },
        '.spec.subnets.web.vlan: expected numeric (int or float), got string',
      ],
      [{ mode: 7 }, '.spec.mode: expected string, got &value.valueUnstructured{Value:7}'],
    ] as const) {
      expect(await applyVpc(client, place, 'git', { spec })).toMatchObject({
        status: 500,
        body: { code: 500, message: message(rest) },
      });
    }
  });

  it('refuses a fieldValidation that is none', async () => {
    const { name, collection } = fresh('vpcs');

    expect(
      await client.send('POST', collection, { query: { fieldValidation: 'Bogus' }, body: vpc(name) }),
    ).toMatchObject({
      status: 422,
      body: {
        reason: 'Invalid',
        details: { causes: [{ field: 'fieldValidation', reason: 'FieldValueNotSupported' }] },
      },
    });
  });
});

/** One header may hold several, parted by commas. */
function warnings({ headers }: { headers: Record<string, string | string[] | undefined> }): string[] {
  const given = headers['warning'] ?? [];
  return [given].flat().flatMap((line) => line.split(/, (?=299 )/));
}
