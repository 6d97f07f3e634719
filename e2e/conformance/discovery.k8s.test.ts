import { expect, it } from 'vitest';
import { onEachServer } from './meet.ts';

onEachServer('what it serves', ({ client, server }) => {
  it('tells its version', async () => {
    const reply = await client.send('GET', '/version');

    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('application/json');
    expect(reply.body).toMatchObject({
      major: '1',
      minor: expect.stringMatching(/^\d+\+?$/),
      gitVersion: expect.stringMatching(/^v1\.\d+\.\d+/),
      platform: expect.any(String),
    });
  });

  it('is ready and alive', async () => {
    for (const path of ['/readyz', '/livez', '/healthz']) {
      expect(await client.send('GET', path)).toMatchObject({ status: 200, text: 'ok' });
    }
  });

  it('lists the core versions', async () => {
    expect(await client.send('GET', '/api')).toMatchObject({
      status: 200,
      body: { kind: 'APIVersions', versions: ['v1'] },
    });
  });

  it('lists the core resources', async () => {
    const { status, body } = await client.send('GET', '/api/v1');

    expect(status).toBe(200);
    expect(body).toMatchObject({
      kind: 'APIResourceList',
      groupVersion: 'v1',
      resources: expect.arrayContaining([
        expect.objectContaining({ name: 'namespaces', kind: 'Namespace', namespaced: false }),
      ]),
    });
  });

  it('lists the groups with their preferred version', async () => {
    const { status, body } = await client.send('GET', '/apis');

    expect(status).toBe(200);
    expect(body.kind).toBe('APIGroupList');
    for (const [group, version] of [
      ['vpc.githedgehog.com', 'v1beta1'],
      ['wiring.githedgehog.com', 'v1beta1'],
      ['gateway.githedgehog.com', 'v1alpha1'],
      ['apiextensions.k8s.io', 'v1'],
      ['authorization.k8s.io', 'v1'],
      ['authentication.k8s.io', 'v1'],
    ]) {
      const served = { groupVersion: `${group}/${version}`, version };
      expect(body).toMatchObject({
        groups: expect.arrayContaining([
          expect.objectContaining({
            name: group,
            versions: expect.arrayContaining([served]),
            preferredVersion: served,
          }),
        ]),
      });
    }
  });

  it('tells one group', async () => {
    expect(await client.send('GET', '/apis/vpc.githedgehog.com')).toMatchObject({
      status: 200,
      body: {
        kind: 'APIGroup',
        name: 'vpc.githedgehog.com',
        preferredVersion: { groupVersion: 'vpc.githedgehog.com/v1beta1', version: 'v1beta1' },
      },
    });
  });

  it('lists the resources of a group and version with names and verbs', async () => {
    const { status, body } = await client.send('GET', '/apis/wiring.githedgehog.com/v1beta1');

    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: 'APIResourceList', groupVersion: 'wiring.githedgehog.com/v1beta1' });
    const { resources } = body as unknown as { resources: { name: string; verbs: string[] }[] };
    const switches = resources.find(({ name }) => name === 'switches');
    expect(switches).toMatchObject({
      singularName: 'switch',
      namespaced: true,
      kind: 'Switch',
      shortNames: ['sw'],
      categories: ['hedgehog', 'wiring', 'fabric'],
    });
    expect(switches?.verbs.toSorted()).toEqual(
      ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'].toSorted(),
    );
    expect(resources.find(({ name }) => name === 'switches/status')).toMatchObject({
      kind: 'Switch',
      verbs: ['get', 'patch', 'update'],
    });
  });

  it('gets a namespace, and answers NotFound for one that is not there', async () => {
    expect(await client.send('GET', `/api/v1/namespaces/${server.namespace}`)).toMatchObject({
      status: 200,
      body: { kind: 'Namespace', metadata: { name: server.namespace }, status: { phase: 'Active' } },
    });
    expect(await client.send('GET', '/api/v1/namespaces/no-such')).toMatchObject({
      status: 404,
      body: {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'namespaces "no-such" not found',
        reason: 'NotFound',
        details: { name: 'no-such', kind: 'namespaces' },
        code: 404,
      },
    });
  });

  it('lists namespaces', async () => {
    const { status, body } = await client.send('GET', '/api/v1/namespaces');

    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: 'NamespaceList', apiVersion: 'v1' });
    expect(body.items.map(({ metadata }) => metadata.name)).toContain(server.namespace);
  });

  it('gets a CRD with its schema and its conditions', async () => {
    const { status, body } = await client.send(
      'GET',
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/vpcs.vpc.githedgehog.com',
    );

    expect(status).toBe(200);
    expect(body).toMatchObject({
      kind: 'CustomResourceDefinition',
      metadata: { name: 'vpcs.vpc.githedgehog.com' },
      spec: {
        group: 'vpc.githedgehog.com',
        scope: 'Namespaced',
        names: { kind: 'VPC', listKind: 'VPCList', plural: 'vpcs', singular: 'vpc' },
        versions: [
          {
            name: 'v1beta1',
            served: true,
            storage: true,
            subresources: { status: {} },
            schema: {
              openAPIV3Schema: { properties: { spec: { properties: { subnets: { type: 'object' } } } } },
            },
          },
        ],
      },
      status: {
        conditions: expect.arrayContaining([
          expect.objectContaining({ type: 'NamesAccepted', status: 'True' }),
          expect.objectContaining({ type: 'Established', status: 'True' }),
        ]),
        storedVersions: ['v1beta1'],
      },
    });
  });

  it('lists CRDs', async () => {
    const { status, body } = await client.send(
      'GET',
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    );

    expect(status).toBe(200);
    expect(body.kind).toBe('CustomResourceDefinitionList');
    const names = body.items.map(({ metadata }) => metadata.name);
    expect(names).toEqual(
      expect.arrayContaining(['switches.wiring.githedgehog.com', 'gateways.gateway.githedgehog.com']),
    );
  });
});
