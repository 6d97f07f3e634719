import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';
import { findKubectl } from '../cluster/binaries.ts';
import { writeKubeconfig } from '../cluster/kubeconfig.ts';
import type { ClusterNamespace } from './cluster-namespace.ts';

const run = promisify(execFile);

export interface Kubectl {
  /** Applies a manifest; the exit code and what it said. */
  apply(manifest: string, ...flags: string[]): Promise<{ code: number; stdout: string; stderr: string }>;
}

/** kubectl as an operator has it, in a namespace; its folder is gone with the test file. Null where there is none. */
export async function kubectlFor({ server, namespace }: ClusterNamespace): Promise<Kubectl | null> {
  const program = findKubectl();
  if (program === null) return null;
  const folder = await mkdtemp(join(tmpdir(), 'fabric-sync-kubectl-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const kubeconfig = await writeKubeconfig(join(folder, 'config'), {
    server: server.server,
    ca: server.ca,
    token: server.token,
    namespace,
  });
  return {
    async apply(manifest, ...flags) {
      const file = join(folder, 'manifest.yaml');
      await writeFile(file, manifest);
      // Home is the temporary folder, so that the discovery cache of one server does not meet the other.
      const env = { ...process.env, HOME: folder, KUBECONFIG: kubeconfig };
      try {
        return { code: 0, ...(await run(program, ['apply', ...flags, '-f', file], { env })) };
      } catch (error) {
        return error as { code: number; stdout: string; stderr: string };
      }
    },
  };
}
