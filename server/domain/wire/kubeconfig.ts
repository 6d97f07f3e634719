import { z } from 'zod';
import { lines } from '#server/domain/wire/text.ts';

/** POST fabrics/import-kubeconfig: reads a kubeconfig, keeps and runs nothing of it. */
export const kubeconfigInput = z.strictObject({
  kubeconfig: lines(1_000_000),
  /** Absent = its current context. */
  context: z.string().max(500).optional(),
});
export type KubeconfigInput = z.infer<typeof kubeconfigInput>;

/** What a form takes over. The credentials go back to the person who sent them and nowhere else. */
export const importedKubeconfig = z.object({
  context: z.string(),
  /** All contexts of the file. */
  contexts: z.array(z.string()),
  kubernetes_server: z.string(),
  kubernetes_namespace: z.string(),
  kubernetes_ca_cert: z.string(),
  kubernetes_tls_verify: z.boolean(),
  kubernetes_proxy_url: z.string(),
  kubernetes_token: z.string().optional(),
  kubernetes_client_cert: z.string().optional(),
  kubernetes_client_key: z.string().optional(),
});
export type ImportedKubeconfig = z.infer<typeof importedKubeconfig>;
