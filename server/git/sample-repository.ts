import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Outbound } from '#server/outbound/outbound.ts';
import type { GitOptions, RepositoryAccess } from './access.ts';

/** Repositories made by the real git program in temporary folders, for tests. */

const run = promisify(execFile);

/** Everything may be contacted; names are not resolved. */
const OPEN_OUTBOUND: Outbound = {
  checkUrl: () => {},
  resolve: (hostname) => Promise.resolve([{ address: hostname, family: 4 }]),
};

export interface SampleRepository {
  readonly folder: string;
  readonly access: RepositoryAccess;
  readonly options: GitOptions;
  git(...args: string[]): Promise<string>;
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>;
  link(path: string, target: string): Promise<void>;
  copy(from: string, to: string): Promise<void>;
  /** Commits all that changed and gives the commit. */
  commit(message?: string): Promise<string>;
  remove(): Promise<void>;
}

/** A work tree on branch main without commits, a data folder beside it, and how to reach both. */
export async function sampleRepository(): Promise<SampleRepository> {
  const root = await mkdtemp(join(tmpdir(), 'fabric-sync-git-'));
  const folder = join(root, 'work tree');
  await mkdir(folder);
  const git = async (...args: string[]): Promise<string> => {
    const identity = [
      '-c',
      'user.name=Tester',
      '-c',
      'user.email=tester@example.com',
      '-c',
      'protocol.file.allow=always',
    ];
    const { stdout } = await run('git', [...identity, ...args], { cwd: folder });
    return stdout.trim();
  };
  await git('init', '--quiet', '--initial-branch=main');
  return {
    folder,
    access: {
      id: 1,
      url: new URL(`file://${encodeURI(folder)}`).href,
      branch: 'main',
      authType: 'none',
      username: '',
      token: null,
      sshPrivateKey: null,
    },
    options: { dataDir: join(root, 'data'), outbound: OPEN_OUTBOUND, allowFile: true },
    git,
    async write(files) {
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), content);
      }
    },
    async link(path, target) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await symlink(target, join(folder, path));
    },
    copy: (from, to) => cp(from, join(folder, to), { recursive: true }),
    async commit(message = 'change') {
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', '-m', message);
      return await git('rev-parse', 'HEAD');
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** A VPC as people write it. */
export function vpcYaml(name: string, vlan = 1001): string {
  return `apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: ${name}\nspec:\n  subnets:\n    default:\n      subnet: 10.0.1.0/24\n      vlan: ${vlan}\n`;
}
