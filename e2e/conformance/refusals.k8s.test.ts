import { expect, it } from 'vitest';
import { applyVpc } from './applying.ts';
import { collectionPath, vpc } from './kinds.ts';
import { onEachServer, unique } from './meet.ts';

const APPLY = { contentType: 'application/apply-patch+yaml', query: { fieldManager: 'git' } };
const status = (code: number, reason: string, message: unknown) => ({
  status: code,
  body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code },
});

onEachServer('requests it refuses', ({ client, fresh, server }) => {
  const collection = collectionPath('vpcs', server.namespace);

  it('answers 404 as text for a kind, a group or a path it does not serve', async () => {
    for (const path of [collection.replace('vpcs', 'nopes'), '/apis/nope.example/v1/things', '/nope']) {
      const reply = await client.send('GET', path);
      expect(reply).toMatchObject({ status: 404, text: '404 page not found\n' });
      expect(reply.headers['content-type']).toBe('text/plain; charset=utf-8');
    }
  });

  it('refuses to create in a namespace that is not there', async () => {
    expect(
      await client.send('POST', collectionPath('vpcs', 'no-such'), { body: vpc(unique()) }),
    ).toMatchObject({
      ...status(404, 'NotFound', 'namespaces "no-such" not found'),
      body: { details: { name: 'no-such', kind: 'namespaces' } },
    });
    expect(
      await client.send('PATCH', `${collectionPath('vpcs', 'no-such')}/x`, { ...APPLY, body: vpc('x') }),
    ).toMatchObject(status(404, 'NotFound', 'namespaces "no-such" not found'));
  });

  it('refuses an object that names another namespace than the path', async () => {
    expect(
      await client.send('POST', collection, { body: vpc({ name: unique(), namespace: 'other' }) }),
    ).toMatchObject(
      status(
        400,
        'BadRequest',
        'the namespace of the provided object does not match the namespace sent on the request',
      ),
    );
  });

  it('refuses an object of another name than the path', async () => {
    const { name, path } = fresh('vpcs');
    const message = `the name of the object (other) does not match the name on the URL (${name})`;

    expect(await client.send('PATCH', path, { ...APPLY, body: vpc('other') })).toMatchObject(
      status(400, 'BadRequest', message),
    );
    await client.send('POST', collection, { body: vpc(name) });
    expect(await client.send('PUT', path, { body: vpc('other') })).toMatchObject(
      status(400, 'BadRequest', message),
    );
  });

  it('refuses an object of another version or kind than the path', async () => {
    const name = unique();

    expect(
      await client.send('POST', collection, { body: { ...vpc(name), apiVersion: 'vpc.githedgehog.com/v1' } }),
    ).toMatchObject(
      status(
        400,
        'BadRequest',
        'the API version in the data (vpc.githedgehog.com/v1) does not match the expected API version (vpc.githedgehog.com/v1beta1)',
      ),
    );
    expect(await client.send('POST', collection, { body: { ...vpc(name), kind: 'Switch' } })).toMatchObject({
      status: 422,
      body: { details: { causes: [{ field: 'kind', message: 'Invalid value: "Switch": must be VPC' }] } },
    });
    expect(
      await client.send('PATCH', `${collection}/${name}`, {
        ...APPLY,
        body: { ...vpc(name), kind: 'Switch' },
      }),
    ).toMatchObject(
      status(400, 'BadRequest', 'invalid object type: vpc.githedgehog.com/v1beta1, Kind=Switch'),
    );
  });

  it('refuses a body that cannot be read', async () => {
    expect(await client.send('POST', collection, { body: '{nope' })).toMatchObject(
      status(
        400,
        'BadRequest',
        expect.stringContaining('the object provided is unrecognized (must be of type VPC)'),
      ),
    );
    expect(await client.send('PATCH', `${collection}/x`, { ...APPLY, body: 'a: [b' })).toMatchObject(
      status(400, 'BadRequest', expect.stringContaining('error decoding YAML')),
    );
  });

  it('refuses an annotation that is no string', async () => {
    expect(
      await client.send('POST', collection, {
        body: vpc({ name: unique(), annotations: { a: 5 as never } }),
      }),
    ).toMatchObject(
      status(400, 'BadRequest', expect.stringContaining('ObjectMeta.annotations of type string')),
    );
  });

  it('refuses content types it does not know', async () => {
    const { name, path } = fresh('vpcs');
    await client.send('POST', collection, { body: vpc(name) });

    expect(await client.send('POST', collection, { contentType: 'text/plain', body: 'x' })).toMatchObject(
      status(
        415,
        'UnsupportedMediaType',
        expect.stringContaining(
          'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml',
        ),
      ),
    );
    for (const contentType of ['application/json', 'application/strategic-merge-patch+json']) {
      expect(await client.send('PATCH', path, { contentType, body: {} })).toMatchObject(
        status(
          415,
          'UnsupportedMediaType',
          'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
        ),
      );
    }
  });

  it('refuses to answer in a form it does not have', async () => {
    expect(await client.send('GET', collection, { headers: { accept: 'text/csv' } })).toMatchObject(
      status(
        406,
        'NotAcceptable',
        expect.stringContaining('only the following media types are accepted: application/json'),
      ),
    );
  });

  it('refuses an apply without a field manager', async () => {
    const { name, path } = fresh('vpcs');

    expect(
      await client.send('PATCH', path, { contentType: APPLY.contentType, body: vpc(name) }),
    ).toMatchObject({
      ...status(
        422,
        'Invalid',
        'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      ),
      body: { details: { causes: [{ reason: 'FieldValueRequired', field: 'fieldManager' }] } },
    });
  });

  it('refuses an apply that sends managed fields or no name', async () => {
    const { path } = fresh('vpcs');
    const place = fresh('vpcs');
    const managedFields = [
      { manager: 'x', operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {} },
    ];

    expect(await applyVpc(client, place, 'git', { metadata: { managedFields } })).toMatchObject(
      status(400, 'BadRequest', 'metadata.managedFields must be nil'),
    );
    expect(await client.send('PATCH', path, { ...APPLY, body: vpc({}) })).toMatchObject(
      status(400, 'BadRequest', expect.stringContaining('name must be provided')),
    );
  });

  it('refuses force on anything but an apply', async () => {
    const { name, path } = fresh('vpcs');
    await client.send('POST', collection, { body: vpc(name) });

    expect(
      await client.send('PATCH', path, {
        contentType: 'application/merge-patch+json',
        query: { force: true },
        body: {},
      }),
    ).toMatchObject(
      status(422, 'Invalid', expect.stringContaining('may not be specified for non-apply patch')),
    );
  });

  it('refuses a dry run of another word than All', async () => {
    expect(
      await client.send('POST', collection, { query: { dryRun: 'Some' }, body: vpc(unique()) }),
    ).toMatchObject(status(422, 'Invalid', expect.stringContaining('dryRun: Unsupported value')));
  });

  it('refuses to replace a whole collection', async () => {
    expect(await client.send('PUT', collection, { body: vpc(unique()) })).toMatchObject({ status: 400 });
  });
});
