import { z } from 'zod';
import { lines } from '#server/domain/wire/text.ts';

/** POST fabrics/import-kubeconfig: reads a kubeconfig, keeps and runs nothing of it. */
export const kubeconfigInput = z.strictObject({
  kubeconfig: lines(1_000_000).describe('The file, as YAML'),
  context: z.string().max(500).optional().describe('Context of the file; absent = its current one'),
});
export type KubeconfigInput = z.infer<typeof kubeconfigInput>;

/** What a form takes over. The credentials go back to the person who sent them and nowhere else. */
export const importedKubeconfig = z.object({
  context: z.string().describe('Context that was read'),
  contexts: z.array(z.string()).describe('All contexts of the file'),
  kubernetes_server: z.string().describe('URL of the Kubernetes API server'),
  kubernetes_namespace: z.string().describe('Namespace of the context'),
  kubernetes_ca_cert: z
    .string()
    .describe('Certificates (PEM) that the API server is trusted by; empty = none in the file'),
  kubernetes_tls_verify: z.boolean().describe('Whether the certificate of the API server is verified'),
  kubernetes_proxy_url: z.string().describe('URL of the HTTP proxy; empty = none'),
  kubernetes_token: z.string().optional().describe('Token of the user; absent = none in the file'),
  kubernetes_client_cert: z
    .string()
    .optional()
    .describe('Client certificate (PEM); absent = none in the file'),
  kubernetes_client_key: z
    .string()
    .optional()
    .describe('Private key (PEM) of the client certificate; absent = none in the file'),
});
export type ImportedKubeconfig = z.infer<typeof importedKubeconfig>;
