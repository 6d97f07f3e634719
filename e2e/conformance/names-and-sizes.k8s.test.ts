import { expect, it } from 'vitest';
import { applyVpc } from './applying.ts';
import { vpc } from './kinds.ts';
import { onEachServer, unique } from './meet.ts';

const NAME_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const MEBIBYTE = 1024 * 1024;

onEachServer('names and sizes', ({ client, fresh }) => {
  const { collection } = fresh('vpcs');
  const invalid = (field: string, message: string, reason = 'FieldValueInvalid') => ({
    status: 422,
    body: { reason: 'Invalid', details: { causes: [{ reason, field, message }] } },
  });

  it('takes a name of 253 characters, refuses one of 254', async () => {
    const prefix = `${unique()}.`;
    const longest = prefix.padEnd(253, 'a');
    const tooLong = prefix.padEnd(254, 'a');

    const created = await client.send('POST', collection, { body: vpc(longest) });
    const got = await client.send('GET', `${collection}/${longest}`);
    await client.send('DELETE', `${collection}/${longest}`);

    expect(created).toMatchObject({ status: 201, body: { metadata: { name: longest } } });
    expect(got.status).toBe(200);
    expect(await client.send('POST', collection, { body: vpc(tooLong) })).toMatchObject(
      invalid('metadata.name', `Invalid value: "${tooLong}": must be no more than 253 characters`),
    );
  });

  for (const name of ['Upper', 'under_score', '-start', 'end-', 'two..dots', 'sp ace', 'ümlaut']) {
    it(`refuses the name "${name}"`, async () => {
      expect(await client.send('POST', collection, { body: vpc(name) })).toMatchObject(
        invalid('metadata.name', `Invalid value: "${name}": ${NAME_RULE}`),
      );
    });
  }

  it('refuses an object without a name', async () => {
    expect(await client.send('POST', collection, { body: vpc({}) })).toMatchObject(
      invalid('metadata.name', 'Required value: name or generateName is required', 'FieldValueRequired'),
    );
  });

  for (const [labels, message] of [
    [{ 'a b': 'c' }, /^Invalid value: "a b": name part must consist of alphanumeric characters/],
    [
      { a: 'b c' },
      /^Invalid value: "b c": a valid label must be an empty string or consist of alphanumeric characters/,
    ],
    [{ a: 'x'.repeat(64) }, /: must be no more than 63 (bytes|characters)$/],
    [{ ['x'.repeat(64)]: '' }, /: name part must be no more than 63 (bytes|characters)$/],
    [{ 'Not.Lower/a': '' }, /^Invalid value: "Not\.Lower\/a": prefix part a lowercase RFC 1123 subdomain/],
  ] as const) {
    it(`refuses the label ${JSON.stringify(labels).slice(0, 20)}`, async () => {
      const { name } = fresh('vpcs');
      const { status, body } = await client.send('POST', collection, { body: vpc({ name, labels }) });

      expect(status).toBe(422);
      expect(body.details?.causes).toEqual([
        { reason: 'FieldValueInvalid', field: 'metadata.labels', message: expect.stringMatching(message) },
      ]);
    });
  }

  it('refuses annotations of more than 256 KiB', async () => {
    const { name } = fresh('vpcs');

    expect(
      await client.send('POST', collection, {
        body: vpc({ name, annotations: { a: 'x'.repeat(256 * 1024 + 1) } }),
      }),
    ).toMatchObject(
      invalid('metadata.annotations', 'Too long: may not be more than 262144 bytes', 'FieldValueTooLong'),
    );
  });

  it('takes objects of 1 MiB, created and applied', async () => {
    const [one, two] = [fresh('vpcs'), fresh('vpcs')];
    const mode = 'x'.repeat(MEBIBYTE);

    const created = await client.send('POST', collection, { body: vpc(one.name, { mode }) });
    const applied = await applyVpc(client, two, 'git', { spec: { mode } });

    expect([created.status, applied.status]).toEqual([201, 201]);
    expect((await client.send('GET', two.path)).body.spec).toEqual({ mode });
  });

  it('refuses what its store does not take, as an error 500', async () => {
    const { name, path } = fresh('vpcs');

    const reply = await client.send('POST', collection, {
      body: vpc(name, { mode: 'x'.repeat(1.9 * MEBIBYTE) }),
    });

    expect(reply).toMatchObject({
      status: 500,
      body: { message: 'etcdserver: request is too large', code: 500 },
    });
    expect((await client.send('GET', path)).status).toBe(404);
  });

  it('refuses a request of more than 3 MiB', async () => {
    const { name } = fresh('vpcs');

    expect(
      await client.send('POST', collection, { body: vpc(name, { mode: 'x'.repeat(3 * MEBIBYTE) }) }),
    ).toMatchObject({
      status: 413,
      body: {
        reason: 'RequestEntityTooLarge',
        message: 'Request entity too large: limit is 3145728',
        code: 413,
      },
    });
  });
});
