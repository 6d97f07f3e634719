import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openApi, type Api } from '../app/api.ts';
import { createGitRepository, openGitRepository } from '../app/git-repository.ts';
import { startApp, type App } from '../app/start-app.ts';
import { startSandbox } from '../sandbox/start.ts';

/**
 * The demo: a sandbox cluster, a Git repository with an example fabric, and the app with a fabric on both. Everything is
 * kept in one folder, so that a second start goes on where the first ended.
 */

const DATA_DIR = resolve(process.env['FABRIC_SYNC_DATA_DIR'] ?? '.data/demo');
const PORT = Number(process.env['PORT'] ?? 3000);
const EXAMPLE = join(import.meta.dirname, 'fabric');
const NAME = 'demo-fabric';

interface Credentials {
  readonly password: string;
  readonly token: string;
}

async function credentials(): Promise<Credentials> {
  const file = join(DATA_DIR, 'demo-credentials.json');
  const kept: Credentials = existsSync(file)
    ? (JSON.parse(await readFile(file, 'utf8')) as Credentials)
    : {
        password: randomBytes(9).toString('base64url'),
        token: `fs_${randomBytes(24).toString('base64url')}`,
      };
  const given: Credentials = {
    password: process.env['FABRIC_SYNC_ADMIN_PASSWORD'] ?? kept.password,
    token: process.env['FABRIC_SYNC_ADMIN_TOKEN'] ?? kept.token,
  };
  await writePrivate(file, given);
  return given;
}

/** Readable by its owner only, and never half written. */
async function writePrivate(file: string, content: unknown): Promise<void> {
  const partial = `${file}.partial`;
  await writeFile(partial, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await chmod(partial, 0o600);
  await rename(partial, file);
}

interface Named {
  readonly id: number;
}

async function findOrCreate(api: Api, collection: string, name: string, body: object): Promise<Named> {
  const { results } = await api.get<{ results: Named[] }>(`/${collection}?name=${encodeURIComponent(name)}`);
  return results[0] ?? (await api.post<Named>(`/${collection}`, { name, ...body }));
}

async function main(): Promise<void> {
  await mkdir(DATA_DIR, { recursive: true });
  const ready = join(DATA_DIR, 'demo.json');

  const folder = join(DATA_DIR, 'repository');
  const repository = existsSync(join(folder, '.git'))
    ? openGitRepository(folder)
    : await createGitRepository(folder, EXAMPLE);
  const sandbox = await startSandbox({ dataDir: join(DATA_DIR, 'sandbox') });
  // Scripts wait for this file: it must not be there before everything is. Only now is the folder ours: while another demo
  // runs in it, the line above has thrown, and the file is the other's.
  await rm(ready, { force: true });
  const { password, token } = await credentials();
  let app: App;
  try {
    app = await startApp({
      dataDir: DATA_DIR,
      port: PORT,
      password,
      token,
      stdio: 'inherit',
      env: { FABRIC_SYNC_LOG_LEVEL: process.env['FABRIC_SYNC_LOG_LEVEL'] ?? 'warn' },
    });
  } catch (error) {
    await sandbox.stop();
    throw error;
  }

  const stopAll = async (): Promise<void> => {
    await rm(ready, { force: true });
    await app.stop();
    await sandbox.stop();
    process.exit();
  };
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= stopAll());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
  void app.ended.then((code) => {
    if (stopping === undefined) {
      console.error(
        `Fabric Sync ended by itself (${code === null ? 'killed' : `exit code ${code}`}); the demo stops`,
      );
      process.exitCode = 1;
    }
    return stop();
  });

  const api = openApi(app.url, token);
  const { id: repositoryId } = await findOrCreate(api, 'repositories', 'demo-repository', {
    url: repository.url,
    branch: 'main',
  });
  const fabric = await findOrCreate(api, 'fabrics', NAME, {
    description: 'An example leaf-spine fabric on the sandbox cluster',
    kubernetes_server: sandbox.server,
    kubernetes_ca_cert: sandbox.caCert,
    kubernetes_token: sandbox.syncToken,
    git_repository: repositoryId,
  });

  await writePrivate(ready, {
    url: app.url,
    username: 'admin',
    password,
    token,
    kubeconfig: sandbox.kubeconfigPath,
    repository: folder,
    fabric_id: fabric.id,
  });
  console.log(`
  Fabric Sync demo is ready: ${app.url}

    Sign in as     admin
    Password       ${password}
    API token      ${token}
    The fabric     ${app.url}/fabrics/${fabric.id}
    Git            ${folder}   (edit, commit, and watch)
    The cluster    KUBECONFIG=${sandbox.kubeconfigPath} kubectl get hedgehog

  The same as JSON: ${ready}
  Ctrl-C stops everything; the next start goes on from here.
`);
}

await main().catch((error: unknown) => {
  console.error(`The demo could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
