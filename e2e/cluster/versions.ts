import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The Go module that names the API server, its store and kubectl at exact versions. */
export const MODULE_FOLDER = import.meta.dirname;

/** Kubernetes' version as the module requires it, e.g. "v1.36.3". */
export function kubernetesVersion(): string {
  const version = /^\s*k8s\.io\/kubernetes (v\S+)/m.exec(read('go.mod'))?.[1];
  if (!version) throw new Error(`${MODULE_FOLDER}/go.mod names no version of k8s.io/kubernetes`);
  return version;
}

/** Names one set of binaries: another version of any module, another platform or another architecture gives another key. */
export function binariesKey(): string {
  const modules = createHash('sha256')
    .update(read('go.mod'))
    .update(read('go.sum'))
    .digest('hex')
    .slice(0, 12);
  return `${kubernetesVersion()}-${modules}-${process.platform}-${process.arch}`;
}

function read(name: string): string {
  return readFileSync(`${MODULE_FOLDER}/${name}`, 'utf8');
}
