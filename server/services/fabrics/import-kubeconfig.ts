import type { ImportedKubeconfig, KubeconfigInput } from '#server/domain/wire/kubeconfig.ts';
import { readKubeconfig } from '#server/kubernetes/kubeconfig.ts';

/** What a form takes over from a kubeconfig; nothing of it is kept, run or contacted. @throws AppError REQUEST_INVALID */
export async function importKubeconfig(input: KubeconfigInput): Promise<ImportedKubeconfig> {
  return readKubeconfig(input);
}
