import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { createServiceAccount, type ServiceAccount } from '#e2e/cluster/service-account.ts';
import { onEachServer, unique } from '#e2e/conformance/meet.ts';
import type { Right } from './access.ts';
import type { ClusterClient } from './client.ts';
import { checkRights } from './preflight.ts';
import { clientOf, vpcBody, VPC } from './testing/meet-client.ts';

onEachServer('rights, by the product’s client', ({ server, client: admin, fresh }) => {
  const { namespace } = server;
  const name = unique();
  let account: ServiceAccount;
  let low: ClusterClient;
  let token = '';

  beforeAll(async () => {
    account = await createServiceAccount(admin, {
      name,
      namespace,
      rules: [{ apiGroups: [VPC.group], resources: ['vpcs'], verbs: ['get', 'list', 'watch'] }],
    });
    token = await account.token(600);
    low = clientOf({ ...server, token });
  });
  afterAll(() => account.remove());

  const right = (verb: string): Right => ({ verb, group: VPC.group, resource: 'vpcs', namespace });

  it('knows who it is', async () => {
    await expect(low.whoAmI()).resolves.toMatchObject({
      username: `system:serviceaccount:${namespace}:${name}`,
      groups: expect.arrayContaining(['system:serviceaccounts']) as string[],
    });
  });

  it('knows what it may', async () => {
    const verbs = ['get', 'list', 'watch', 'create', 'patch', 'delete'];

    await expect(low.accessReview(verbs.map(right))).resolves.toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    await expect(clientOf(server).accessReview(verbs.map(right))).resolves.toEqual(verbs.map(() => true));
  });

  it('is told by name what is missing, and how to grant it; what that grants is enough', async () => {
    const at = { name: fresh('vpcs').name, namespace };
    await expect(low.apply(VPC, vpcBody(at), { force: true })).rejects.toMatchObject({
      code: 'K8S_AUTH_INSUFFICIENT_PERMISSIONS',
      details: { missing: `patch vpcs.vpc.githedgehog.com in namespace ${namespace}` },
    });

    const check = await checkRights(low, [VPC], namespace, { write: ['VPC'] });
    expect(check.missing.map(({ verb }) => verb)).toEqual(['create', 'update', 'patch', 'delete']);

    const objects = parseAllDocuments(check.manifest ?? '').map((document) => document.toJS() as Manifest);
    for (const object of objects) {
      const path = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/${object.kind.toLowerCase()}s/${object.metadata.name}`;
      const reply = await admin.send('PATCH', path, {
        query: { fieldManager: 'test', force: true },
        contentType: 'application/apply-patch+yaml',
        body: object,
      });
      expect(reply.status).toBe(201);
    }
    await expect
      .poll(async () => (await checkRights(low, [VPC], namespace, { write: ['VPC'] })).missing)
      .toEqual([]);
    const { live } = await low.apply(VPC, vpcBody(at), { force: true });
    await expect(low.delete(VPC, at, { uid: live.uid })).resolves.toBe('deleted');
  });

  it('finds nothing missing for an administrator', async () => {
    await expect(checkRights(clientOf(server), [VPC], namespace, { write: ['VPC'] })).resolves.toEqual({
      missing: [],
      manifest: null,
    });
  });

  it('does not know of a namespace that it may not read', async () => {
    await expect(low.namespaceExists(namespace)).resolves.toBeNull();
  });

  it('reads a schema from the CRD, or from what everybody may read', async () => {
    const [fromCrd, published] = await Promise.all([clientOf(server).crdSchema(VPC), low.crdSchema(VPC)]);

    const specOf = (schema: unknown) => (schema as { properties: { spec: object } }).properties.spec;
    expect(specOf(fromCrd)).toMatchObject({ properties: { subnets: { type: 'object' } } });
    expect(specOf(published)).toEqual(specOf(fromCrd));
  });

  it.each([
    ['a wrong token', 'wrong'],
    ['no token', null],
  ])('is refused with %s', async (_title, wrong) => {
    const nobody = clientOf({ ...server, token: wrong });

    await expect(nobody.listPages(VPC, { namespace }).next()).rejects.toMatchObject({
      code: 'K8S_AUTH_INVALID_TOKEN',
    });
  });

  it('is refused once its account is gone, and says so without the token', async () => {
    const passing = await createServiceAccount(admin, { name: unique(), namespace });
    const lost = await passing.token(600);
    const client = clientOf({ ...server, token: lost });
    await expect(client.whoAmI()).resolves.not.toBeNull();
    await passing.remove();

    // Servers remember a good token for some seconds.
    let error: unknown;
    await expect
      .poll(
        async () => {
          error = await client.whoAmI().catch((caught: unknown) => caught);
          return error;
        },
        { timeout: 20_000 },
      )
      .toMatchObject({ code: 'K8S_AUTH_INVALID_TOKEN' });
    expect(JSON.stringify(error) + String(error)).not.toContain(lost.slice(0, 20));
  });
});

type Manifest = { kind: string; metadata: { name: string } };
