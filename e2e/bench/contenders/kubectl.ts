import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { seconds } from '../row.ts';
import type { Stage } from '../stage.ts';

const run = promisify(execFile);
const OUTPUT_LIMIT_BYTES = 64 * 1_048_576;

/** The same files by the tool that everybody has. */
export interface Kubectl {
  /** Seconds. */
  apply(namespace: string, folder: string): Promise<number>;
  /** Seconds. @throws Error when there is a difference */
  diff(namespace: string, folder: string): Promise<number>;
}

export function openKubectl({ kubectl, kubeconfig }: Pick<Stage, 'kubectl' | 'kubeconfig'>): Kubectl {
  const call = (verb: string, namespace: string, folder: string): Promise<number> =>
    seconds(() =>
      run(
        kubectl,
        [
          verb,
          '--server-side',
          '--recursive',
          '-f',
          folder,
          '--namespace',
          namespace,
          '--kubeconfig',
          kubeconfig,
        ],
        { maxBuffer: OUTPUT_LIMIT_BYTES },
      ),
    );
  return {
    apply: (namespace, folder) => call('apply', namespace, folder),
    diff: (namespace, folder) => call('diff', namespace, folder),
  };
}
