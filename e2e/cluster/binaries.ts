import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { buildBinaries } from './build.ts';
import { binariesKey } from './versions.ts';

export type Binaries = { etcd: string; apiServer: string; kubectl: string | null };
export type FoundBinaries = Binaries | { missing: string };

/**
 * Finds etcd, kube-apiserver and kubectl: in KUBEBUILDER_ASSETS, else in the cache, else built once from the Go module (minutes).
 * What cannot be had is an answer, not an error: the caller says by name which tests it leaves out.
 */
export async function findBinaries(): Promise<FoundBinaries> {
  const assets = process.env['KUBEBUILDER_ASSETS'];
  if (assets)
    return (
      inFolder(assets) ?? {
        missing: `KUBEBUILDER_ASSETS=${assets} holds no etcd and kube-apiserver that can be run`,
      }
    );

  const folder = cacheFolder();
  const cached = inFolder(folder);
  if (cached) return cached;

  const go = onPath('go');
  if (!go)
    return { missing: `no API server in ${folder}, no KUBEBUILDER_ASSETS, and no Go on PATH to build one` };
  const built = await buildBinaries({ go, folder });
  if ('failed' in built) return { missing: built.failed };
  return inFolder(folder) ?? { missing: `the build left no API server in ${folder}` };
}

/** kubectl beside the API server, else the one on PATH, else null. */
export function findKubectl(): string | null {
  const folder = process.env['KUBEBUILDER_ASSETS'] ?? cacheFolder();
  return executable(join(folder, 'kubectl')) ?? onPath('kubectl');
}

function cacheFolder(): string {
  return join(
    process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
    'fabric-sync',
    'cluster',
    binariesKey(),
  );
}

function inFolder(folder: string): Binaries | null {
  const etcd = executable(join(folder, 'etcd'));
  const apiServer = executable(join(folder, 'kube-apiserver'));
  if (!etcd || !apiServer) return null;
  return { etcd, apiServer, kubectl: executable(join(folder, 'kubectl')) ?? onPath('kubectl') };
}

function onPath(name: string): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const found = folder && executable(join(folder, name));
    if (found) return found;
  }
  return null;
}

function executable(path: string): string | null {
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return null;
  }
}
