import { existsSync } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parse } from 'yaml';
import { openClient, type Access, type ApiClient } from './client.ts';

/** The vendor's CRDs (ours where they are not at hand), our own, none, or YAML files and folders of them. */
export type CrdSource = 'vendor' | 'ours' | 'none' | string[];

export type Crd = {
  metadata: { name: string };
  spec: {
    group: string;
    names: { plural: string; kind: string };
    versions: { name: string; served: boolean }[];
  };
};

const REPOSITORY = resolve(import.meta.dirname, '../..');
const OURS = join(REPOSITORY, 'e2e/sandbox/crds');
const SERVED_TIMEOUT_MS = 30_000;
const POLL_MS = 50;

/** The vendor's folder of CRDs: FABRIC_SYNC_CRDS_DIR, else beside the repository; null where there is none. */
function vendorCrdsFolder(): string | null {
  const folder = process.env['FABRIC_SYNC_CRDS_DIR'] || join(REPOSITORY, '../shared/crds');
  return existsSync(folder) ? folder : null;
}

/** Reads CRDs from YAML, one or several to a file; folders are not read deeper. */
async function readCrds(source: CrdSource): Promise<Crd[]> {
  const files = await Promise.all(pathsOf(source).map(yamlFiles));
  const texts = await Promise.all(files.flat().map((file) => readFile(file, 'utf8')));
  return texts
    .flatMap((text) => text.split(/^---$/m).map((part) => parse(part) as Crd | null))
    .filter((crd) => crd !== null);
}

/** Applies CRDs and waits until each is established and its objects can be listed. Gives the CRDs back. */
export async function applyCrds(access: Access, source: CrdSource): Promise<Crd[]> {
  const crds = await readCrds(source);
  const client = openClient(access);
  try {
    await Promise.all(crds.map((crd) => apply(client, crd)));
    await Promise.all(crds.map((crd) => untilServed(client, crd)));
  } finally {
    await client.close();
  }
  return crds;
}

function pathsOf(source: CrdSource): string[] {
  if (source === 'none') return [];
  if (source === 'vendor') return [vendorCrdsFolder() ?? OURS];
  return source === 'ours' ? [OURS] : source;
}

async function yamlFiles(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const names = await readdir(path);
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => join(path, name));
}

async function apply(client: ApiClient, crd: Crd): Promise<void> {
  const reply = await client.send(
    'PATCH',
    `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd.metadata.name}`,
    {
      query: { fieldManager: 'fabric-sync-cluster', force: true },
      contentType: 'application/apply-patch+yaml',
      body: crd,
    },
  );
  if (reply.status > 201)
    throw new Error(`CRD ${crd.metadata.name} was refused: ${reply.status} ${reply.body.message}`);
}

/** Established comes first; the handler for the objects and their storage follow a moment later. */
async function untilServed(client: ApiClient, { spec, metadata }: Crd): Promise<void> {
  const deadline = performance.now() + SERVED_TIMEOUT_MS;
  for (const version of spec.versions.filter(({ served }) => served)) {
    for (;;) {
      const reply = await client.send('GET', `/apis/${spec.group}/${version.name}/${spec.names.plural}`, {
        query: { limit: 1 },
      });
      if (reply.status === 200) break;
      if (performance.now() > deadline)
        throw new Error(`CRD ${metadata.name} is not served: ${reply.status} ${reply.body.message}`);
      await delay(POLL_MS);
    }
  }
}
