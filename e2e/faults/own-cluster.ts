import { createPrivateKey, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { findBinaries } from '#e2e/cluster/binaries.ts';
import { openClient, type ApiClient, type Reply } from '#e2e/cluster/client.ts';
import { startCluster } from '#e2e/cluster/start.ts';
import type { ApiServer } from '#e2e/cluster/target.ts';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** A CRD as far as tests change it. */
export interface Crd {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly plural: string; readonly kind: string };
    readonly versions: CrdVersion[];
  };
}

interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema: { openAPIV3Schema: { properties: { spec: { properties: Record<string, object> } } } };
}

/** A cluster whose CRDs a test file may change: nobody else meets it. */
export interface OwnCluster {
  readonly server: ApiServer;
  readonly admin: ApiClient;
  readCrd(name: string): Promise<Crd>;
  /** Puts a CRD in place of what is there under its name, and waits until the server acts by it. */
  putCrd(crd: Crd): Promise<void>;
  /** Deletes a CRD with its objects, and waits until it is gone. */
  dropCrd(name: string): Promise<void>;
  /** The same token with another life, signed by the cluster's own key. */
  resign(token: string, life: { iat: number; exp: number }): Promise<string>;
}

/** Why there can be no cluster of one's own on this machine; null = there can. */
export async function whyNoCluster(): Promise<string | null> {
  const binaries = await findBinaries();
  return 'missing' in binaries ? binaries.missing : null;
}

export async function openOwnCluster(): Promise<OwnCluster> {
  const { server, caCert, adminToken, folder, stop } = await startCluster({ crds: 'vendor' });
  const admin = openClient({ server, ca: caCert, token: adminToken });
  afterAll(async () => {
    await admin.close();
    await stop();
  });

  async function readCrd(name: string): Promise<Crd> {
    const { body } = await admin.send('GET', `${CRDS}/${name}`);
    const { kind, spec } = body as unknown as Crd;
    return { apiVersion: 'apiextensions.k8s.io/v1', kind, metadata: { name }, spec };
  }

  /** The objects of a CRD, at its first served version. */
  function list({ spec }: Crd): Promise<Reply> {
    const version = spec.versions.find(({ served }) => served)?.name ?? '';
    return admin.send('GET', `/apis/${spec.group}/${version}/${spec.names.plural}`, { query: { limit: 1 } });
  }

  async function served({ spec }: Crd): Promise<string[]> {
    const { body } = await admin.send('GET', `/apis/${spec.group}`);
    const versions = (body as unknown as { versions?: { version: string }[] }).versions ?? [];
    const found = await Promise.all(
      versions.map(async ({ version }) => {
        const { body: group } = await admin.send('GET', `/apis/${spec.group}/${version}`);
        const { resources = [] } = group as unknown as { resources?: { name: string }[] };
        return resources.some(({ name }) => name === spec.names.plural) ? [version] : [];
      }),
    );
    return found.flat().toSorted();
  }

  return {
    server: { server, ca: caCert, token: adminToken, namespace: 'default' },
    admin,
    readCrd,
    async putCrd(crd) {
      const path = `${CRDS}/${crd.metadata.name}`;
      const { body: live, status: found } = await admin.send('GET', path);
      const { status, text } =
        found === 404
          ? await admin.send('POST', CRDS, { body: crd })
          : await admin.send('PUT', path, {
              body: { ...crd, metadata: { ...crd.metadata, resourceVersion: live.metadata.resourceVersion } },
            });
      if (status > 201) throw new Error(`CRD ${crd.metadata.name}: ${text}`);
      const wanted = crd.spec.versions.filter(({ served }) => served).map(({ name }) => name);
      await expect.poll(() => served(crd), { timeout: 20_000 }).toEqual(wanted.toSorted());
      await expect.poll(async () => (await list(crd)).status, { timeout: 20_000 }).toBe(200);
    },
    async dropCrd(name) {
      const crd = await readCrd(name);
      await admin.send('DELETE', `${CRDS}/${name}`);
      await expect.poll(() => served(crd), { timeout: 20_000 }).toEqual([]);
      await expect.poll(async () => (await list(crd)).status, { timeout: 20_000 }).toBe(404);
    },
    async resign(token, life) {
      const [header = '', payload = ''] = token.split('.');
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
      const body = Buffer.from(JSON.stringify({ ...claims, ...life, nbf: life.iat })).toString('base64url');
      const key = createPrivateKey(await readFile(join(folder, 'accounts.key'), 'utf8'));
      const signature = sign('sha256', Buffer.from(`${header}.${body}`), { key, dsaEncoding: 'ieee-p1363' });
      return `${header}.${body}.${signature.toString('base64url')}`;
    },
  };
}
