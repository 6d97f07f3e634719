import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { openApi, type Api } from '../app/api.ts';
import { openNamespace, type ClusterNamespace } from '../app/cluster-namespace.ts';
import { createGitRepository, type GitRepository } from '../app/git-repository.ts';
import { world, type ClusterName, type World } from './world.ts';

export interface Fixtures {
  readonly world: World;
  /** A script's way to the API, with the administrator's token. */
  readonly api: Api;
  /** A name that nothing else has. */
  readonly unique: (what: string) => string;
  /** A page of somebody who signed in through the form. */
  readonly signedIn: Page;
  /** A repository with these files. */
  readonly repository: (files: Readonly<Record<string, string>>) => Promise<GitRepository>;
  /** A namespace of its own in a cluster. */
  readonly namespaceOf: (cluster: ClusterName) => Promise<ClusterNamespace>;
  /** A fabric of that namespace, by the API, which nothing starts by itself; with `git` as its source, else the inventory. */
  readonly fabricOf: (target: ClusterNamespace, given?: FabricGiven) => Promise<{ id: number; name: string }>;
}

interface FabricGiven {
  readonly git?: GitRepository;
  /** Beside or instead of what it has anyway. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Journeys say what a person does; data is each test's own and goes with it. */
export const test = base.extend<Fixtures>({
  world: async ({}, use) => use(world()),
  baseURL: async ({ world: { url } }, use) => use(url),
  api: async ({ world: { url, token } }, use) => use(openApi(url, token)),
  unique: async ({}, use) => use((what) => `${what}-${randomBytes(3).toString('hex')}`),
  signedIn: async ({ page, world: { password } }, use) => {
    await page.goto('/fabrics');
    await page.getByLabel('Username').fill('admin');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Fabrics', level: 1 }).waitFor();
    await use(page);
  },
  repository: async ({ world: { folder }, unique }, use) =>
    use(async (files) => {
      const git = await createGitRepository(join(folder, unique('repository')), null);
      await git.commit(files, 'as it should be');
      return git;
    }),
  namespaceOf: async ({ world: { clusters } }, use) => {
    const opened: ClusterNamespace[] = [];
    await use(async (cluster) => {
      const server = clusters[cluster];
      if (server === null) throw new Error(`there is no ${cluster} cluster`);
      const namespace = await openNamespace(server);
      opened.push(namespace);
      return namespace;
    });
    await Promise.all(opened.map((each) => each.close()));
  },
  fabricOf: async ({ api, unique }, use) =>
    use(async ({ server, namespace }, { git, settings = {} } = {}) => {
      const name = unique('fabric');
      const repository =
        git === undefined
          ? null
          : await api.post<{ id: number }>('/repositories', { name: `${name}-git`, url: git.url });
      const { id } = await api.post<{ id: number }>('/fabrics', {
        name,
        kubernetes_server: server.server,
        kubernetes_ca_cert: server.ca,
        kubernetes_namespace: namespace,
        kubernetes_token: server.token,
        sync_interval: 0,
        git_repository: repository?.id ?? null,
        ...settings,
      });
      return { id, name };
    }),
});

export { expect };
