import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServiceAccount, type ServiceAccount } from '../cluster/service-account.ts';
import { collectionPath, vpc } from './kinds.ts';
import { onEachServer, unique } from './meet.ts';

const GROUP = 'vpc.githedgehog.com';

onEachServer('who may do what', ({ client, fresh, server }) => {
  const name = unique();
  const { namespace } = server;
  const user = `system:serviceaccount:${namespace}:${name}`;
  const vpcs = collectionPath('vpcs', namespace);
  let account: ServiceAccount;
  let token = '';

  beforeAll(async () => {
    account = await createServiceAccount(client, {
      name,
      namespace,
      rules: [
        { apiGroups: [GROUP], resources: ['vpcs'], verbs: ['get', 'list'] },
        { apiGroups: [GROUP], resources: ['externals'], verbs: ['*'] },
      ],
      clusterRules: [{ apiGroups: [''], resources: ['namespaces'], verbs: ['get'] }],
    });
    token = await account.token(600);
  });
  afterAll(() => account.remove());

  const forbidden = (message: string) => ({
    status: 403,
    body: { kind: 'Status', status: 'Failure', reason: 'Forbidden', code: 403, message },
  });

  it('answers 401 to a token that is wrong', async () => {
    const reply = await client.send('GET', vpcs, { token: 'wrong' });

    expect(reply.status).toBe(401);
    expect(reply.body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Unauthorized',
      reason: 'Unauthorized',
      code: 401,
    });
  });

  it('answers 401 to a token that looks right and is not', async () => {
    const broken = `${token.slice(0, -8)}AAAAAAAA`;

    expect((await client.send('GET', vpcs, { token: broken })).status).toBe(401);
    expect((await client.send('GET', '/version', { token: broken })).status).toBe(401);
  });

  it('treats no token as nobody: versions and health, no objects', async () => {
    expect(await client.send('GET', vpcs, { token: null })).toMatchObject(
      forbidden(
        `vpcs.${GROUP} is forbidden: User "system:anonymous" cannot list resource "vpcs" in API group "${GROUP}" in the namespace "${namespace}"`,
      ),
    );
    expect((await client.send('GET', '/version', { token: null })).status).toBe(200);
    expect((await client.send('GET', '/readyz', { token: null })).status).toBe(200);
  });

  it('lets a service account do what its role says', async () => {
    const place = fresh('vpcs');
    await client.send('POST', vpcs, { body: vpc(place.name) });

    expect((await client.send('GET', vpcs, { token })).status).toBe(200);
    expect((await client.send('GET', place.path, { token })).status).toBe(200);
    expect((await client.send('GET', `/api/v1/namespaces/${namespace}`, { token })).status).toBe(200);
    expect((await client.send('GET', `/apis/${GROUP}/v1beta1`, { token })).status).toBe(200);
  });

  it('says who may not do what where', async () => {
    const place = fresh('vpcs');
    const cannot = (verb: string, resource = 'vpcs', group = GROUP) =>
      `User "${user}" cannot ${verb} resource "${resource}" in API group "${group}"`;
    const here = `in the namespace "${namespace}"`;

    expect(await client.send('POST', vpcs, { token, body: vpc(place.name) })).toMatchObject({
      ...forbidden(`vpcs.${GROUP} is forbidden: ${cannot('create')} ${here}`),
      body: { details: { group: GROUP, kind: 'vpcs' } },
    });
    expect(
      await client.send('PATCH', place.path, {
        token,
        contentType: 'application/apply-patch+yaml',
        query: { fieldManager: 'git' },
        body: vpc(place.name),
      }),
    ).toMatchObject({
      ...forbidden(`vpcs.${GROUP} "${place.name}" is forbidden: ${cannot('patch')} ${here}`),
      body: { details: { name: place.name, group: GROUP, kind: 'vpcs' } },
    });
    expect(await client.send('DELETE', place.path, { token })).toMatchObject(
      forbidden(`vpcs.${GROUP} "${place.name}" is forbidden: ${cannot('delete')} ${here}`),
    );
    expect(await client.send('GET', vpcs, { token, query: { watch: true } })).toMatchObject(
      forbidden(`vpcs.${GROUP} is forbidden: ${cannot('watch')} ${here}`),
    );
    expect(await client.send('GET', `/apis/${GROUP}/v1beta1/vpcs`, { token })).toMatchObject(
      forbidden(`vpcs.${GROUP} is forbidden: ${cannot('list')} at the cluster scope`),
    );
    expect(
      await client.send('GET', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { token }),
    ).toMatchObject(
      forbidden(
        `customresourcedefinitions.apiextensions.k8s.io is forbidden: ${cannot('list', 'customresourcedefinitions', 'apiextensions.k8s.io')} at the cluster scope`,
      ),
    );
  });

  it('needs the right to create for an apply that creates, once it may patch', async () => {
    const patcher = await createServiceAccount(client, {
      name: `${name}-patch`,
      namespace,
      rules: [{ apiGroups: [GROUP], resources: ['vpcs'], verbs: ['patch'] }],
    });
    const place = fresh('vpcs');

    const reply = await client.send('PATCH', place.path, {
      token: await patcher.token(),
      contentType: 'application/apply-patch+yaml',
      query: { fieldManager: 'git' },
      body: vpc(place.name),
    });
    await patcher.remove();

    expect(reply).toMatchObject(
      forbidden(
        `vpcs.${GROUP} "${place.name}" is forbidden: User "${patcher.user}" cannot create resource "vpcs" in API group "${GROUP}" in the namespace "${namespace}"`,
      ),
    );
  });

  for (const [verb, resource, allowed] of [
    ['get', 'vpcs', true],
    ['list', 'vpcs', true],
    ['create', 'vpcs', false],
    ['delete', 'externals', true],
    ['get', 'switches', false],
  ] as const) {
    it(`answers a review of its own rights: ${verb} ${resource}`, async () => {
      const { status, body } = await client.send(
        'POST',
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        {
          token,
          body: {
            apiVersion: 'authorization.k8s.io/v1',
            kind: 'SelfSubjectAccessReview',
            spec: { resourceAttributes: { namespace, group: GROUP, resource, verb } },
          },
        },
      );

      expect(status).toBe(201);
      expect(body.status).toMatchObject({ allowed });
    });
  }

  it('tells the rules of a user in a namespace', async () => {
    const { status, body } = await client.send(
      'POST',
      '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
      {
        token,
        body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } },
      },
    );

    expect(status).toBe(201);
    expect(body.status).toMatchObject({
      incomplete: false,
      resourceRules: expect.arrayContaining([
        { verbs: ['get', 'list'], apiGroups: [GROUP], resources: ['vpcs'] },
        { verbs: ['*'], apiGroups: [GROUP], resources: ['externals'] },
      ]),
    });
  });

  it('tells a user who it is', async () => {
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const { status, body } = await client.send('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      token,
      body: review,
    });

    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...review,
      status: {
        userInfo: {
          username: user,
          groups: expect.arrayContaining([
            'system:serviceaccounts',
            `system:serviceaccounts:${namespace}`,
            'system:authenticated',
          ]),
        },
      },
    });
  });

  it('refuses tokens of less than ten minutes', async () => {
    expect(
      await client.send('POST', `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, {
        body: {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
          spec: { expirationSeconds: 599 },
        },
      }),
    ).toMatchObject({
      status: 422,
      body: {
        details: {
          causes: [
            {
              field: 'spec.expirationSeconds',
              message: 'Invalid value: 599: may not specify a duration less than 10 minutes',
            },
          ],
        },
      },
    });
  });
});
