import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { withFileLock } from './file-lock.ts';
import { MODULE_FOLDER, kubernetesVersion } from './versions.ts';

const run = promisify(execFile);

const PACKAGES = [
  'k8s.io/kubernetes/cmd/kube-apiserver',
  'k8s.io/kubernetes/cmd/kubectl',
  'go.etcd.io/etcd/server/v3',
];
/** Longer than any machine we know needs, so that a hanging download ends. */
const BUILD_TIMEOUT_MS = 45 * 60_000;

/**
 * Builds the binaries into `folder`, whole or not at all: into a folder beside it first, then renamed. Two processes do not build at
 * once; the second waits and finds them built. A failure comes back as its reason.
 */
export async function buildBinaries({
  go,
  folder,
}: {
  go: string;
  folder: string;
}): Promise<{ failed: string } | { built: true }> {
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  return await withFileLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return { built: true };
    process.stderr.write(
      `Building the Kubernetes API server ${kubernetesVersion()} once into ${folder} (about 5 minutes on two cores) …\n`,
    );
    const started = performance.now();
    const temporary = await mkdtemp(join(parent, '.building-'));
    try {
      await compile(go, temporary);
      await rename(temporary, folder);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      if (existsSync(folder)) return { built: true };
      return { failed: `the API server could not be built by ${go}: ${lastLines(error)}` };
    }
    process.stderr.write(`Built in ${Math.round((performance.now() - started) / 1000)} s.\n`);
    return { built: true };
  });
}

async function compile(go: string, folder: string): Promise<void> {
  const version = kubernetesVersion();
  const [major = '', minor = ''] = version.replace('v', '').split('.');
  // An unstamped server calls itself v0.0.0-master, which version checks of clients refuse.
  const stamps = {
    'k8s.io/component-base/version.gitVersion': version,
    'k8s.io/component-base/version.gitMajor': major,
    'k8s.io/component-base/version.gitMinor': minor,
    'k8s.io/client-go/pkg/version.gitVersion': version,
  };
  const linking = [
    '-s',
    '-w',
    ...Object.entries(stamps).flatMap(([name, value]) => ['-X', `${name}=${value}`]),
  ].join(' ');
  await run(go, ['build', '-trimpath', '-ldflags', linking, '-o', `${folder}/`, ...PACKAGES], {
    cwd: MODULE_FOLDER,
    env: { ...process.env, GOFLAGS: '-mod=readonly', CGO_ENABLED: '0' },
    timeout: BUILD_TIMEOUT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  await rename(join(folder, 'server'), join(folder, 'etcd'));
}

function lastLines(error: unknown): string {
  const text =
    error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' ? error.stderr : '';
  return (text.trim() || String(error)).split('\n').slice(-3).join(' / ');
}
