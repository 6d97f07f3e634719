import { expect, it } from 'vitest';
import { objectOf } from '#e2e/conformance/kinds.ts';
import { onEachServer } from '#e2e/conformance/meet.ts';
import { KIND_NAMES, KINDS } from '#server/domain/hedgehog/kinds.ts';
import type { LiveResource } from '#server/domain/resource.ts';
import { AGENT, clientOf, vpcBody, VPC } from './testing/meet-client.ts';
import { proxyOf } from './testing/proxy.ts';
import { checkServerVersion } from './version-check.ts';

onEachServer('reading by the product’s client', ({ server, client: admin, fresh }) => {
  const client = clientOf(server);
  const { namespace } = server;

  it('reads the version', async () => {
    const version = await client.version();

    expect(version.gitVersion).toMatch(/^v1\.\d+/);
    expect(() => checkServerVersion(version)).not.toThrow();
  });

  it('finds which kinds are served, at which versions', async () => {
    const served = await client.discover([
      { group: 'vpc.githedgehog.com', kind: 'VPC', version: 'v1beta1' },
      { group: 'vpc.githedgehog.com', kind: 'NoSuchKind' },
      { group: 'nobody.githedgehog.com', kind: 'VPC' },
      { group: 'wiring.githedgehog.com', kind: 'Switch', version: 'v9' },
      { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' },
    ]);

    expect(served).toEqual([
      VPC,
      {
        group: 'wiring.githedgehog.com',
        kind: 'Switch',
        version: 'v1beta1',
        versions: ['v1beta1'],
        plural: 'switches',
      },
      {
        group: 'apiextensions.k8s.io',
        kind: 'CustomResourceDefinition',
        version: 'v1',
        versions: ['v1'],
        plural: 'customresourcedefinitions',
      },
    ]);
  });

  it('finds every kind of ours under the plural that we know', async () => {
    const served = await client.discover(KIND_NAMES.map((name) => KINDS[name]));

    expect(served.length).toBeGreaterThan(10);
    expect(served.map(({ kind, plural }) => `${kind} ${plural}`)).toEqual(
      KIND_NAMES.filter((name) => served.some(({ kind }) => kind === name)).map(
        (name) => `${name} ${KINDS[name].plural}`,
      ),
    );
  });

  it('lists by pages and labels', async () => {
    const batch = fresh('vpcs').name;
    const names = Array.from({ length: 25 }, () => fresh('vpcs').name);
    const labels = { batch };
    await Promise.all(
      names.map((name) => client.create(VPC, vpcBody({ name, namespace }, { mode: 'l3vni' }, { labels }))),
    );

    const pages: LiveResource[][] = [];
    for await (const page of client.listPages(VPC, {
      namespace,
      limit: 10,
      labelSelector: `batch=${batch}`,
    })) {
      expect(page).toMatchObject({
        restarted: false,
        resourceVersion: expect.stringMatching(/^\d+$/) as string,
      });
      pages.push([...page.items]);
    }

    expect(pages.map(({ length }) => length)).toEqual([10, 10, 5]);
    const items = pages.flat();
    expect(items.map(({ name }) => name)).toEqual(names.toSorted());
    expect(items[0]).toEqual(await client.get(VPC, { namespace, name: items[0]?.name ?? '' }));
  });

  it('starts a list again when the server has forgotten its state', async () => {
    const names = Array.from({ length: 3 }, () => fresh('vpcs').name);
    await Promise.all(names.map((name) => client.create(VPC, vpcBody({ name, namespace }))));
    let forgotten = false;
    const url = await proxyOf(server, ({ url: path = '' }) => {
      if (forgotten || !path.includes('continue=')) return null;
      forgotten = true;
      const message = 'The provided continue parameter is too old to display a consistent list result.';
      return {
        status: 410,
        body: { kind: 'Status', status: 'Failure', reason: 'Expired', code: 410, message },
      };
    });
    const forgetful = clientOf({ ...server, server: url });

    const found: string[] = [];
    let restarts = 0;
    for await (const page of forgetful.listPages(VPC, { namespace, limit: 1 })) {
      if (page.restarted) {
        restarts += 1;
        found.length = 0;
      }
      found.push(...page.items.map(({ name }) => name));
    }

    expect(restarts).toBe(1);
    expect(found).toEqual(expect.arrayContaining(names));
  });

  it('takes no object for no answer', async () => {
    await expect(client.get(VPC, { namespace, name: 'absent' })).resolves.toBeNull();
    await expect(client.get(VPC, { namespace: 'no-such-namespace', name: 'absent' })).resolves.toBeNull();
  });

  it('says when a kind is not served', async () => {
    const gone = { ...VPC, kind: 'Gone', plural: 'gones' };
    const notServed = { code: 'K8S_CRD_NOT_FOUND', details: { kind: 'Gone' } };

    await expect(client.get(gone, { namespace, name: 'a' })).rejects.toMatchObject(notServed);
    await expect(client.listPages(gone, { namespace }).next()).rejects.toMatchObject(notServed);
    const body = { ...vpcBody({ name: 'a', namespace }), kind: 'Gone' };
    await expect(client.apply(gone, body, { force: true })).rejects.toMatchObject(notServed);
  });

  it('reads how far switches are, and nothing of what Agents hold', async () => {
    const { name, path, collection } = fresh('agents');
    const secret = '$5$canary';
    const agent = objectOf(
      'agents',
      { name, annotations: { copy: secret } },
      { users: [{ name: 'admin', password: secret }] },
    );
    const created = await admin.send('POST', collection, { body: agent });
    expect(created.status).toBe(201);
    const heartbeat = new Date('2026-11-21T12:00:00Z');
    const spoken = await admin.send('PATCH', `${path}/status`, {
      contentType: 'application/merge-patch+json',
      body: { status: { conditions: [], lastAppliedGen: 1, lastHeartbeat: heartbeat.toISOString() } },
    });

    expect(spoken.status).toBe(200);

    const agents = await client.agents(AGENT, namespace);
    const page = await client.listPages(AGENT, { namespace }).next();

    expect(agents.find((one) => one.name === name)).toEqual({
      name,
      generation: 1,
      lastAppliedGeneration: 1,
      lastHeartbeat: heartbeat,
    });
    expect(JSON.stringify([agents, page, await client.get(AGENT, { namespace, name })])).not.toContain(
      'canary',
    );
  });

  it('knows whether a namespace is there', async () => {
    await expect(client.namespaceExists(namespace)).resolves.toBe(true);
    await expect(client.namespaceExists('no-such-namespace')).resolves.toBe(false);
  });
});
