import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import type { Access } from './client.ts';

/** Writes a kubeconfig (mode 0600) that acts by `access` in `namespace`; gives its path back. */
export async function writeKubeconfig(
  path: string,
  {
    server,
    ca,
    token,
    namespace = 'default',
    user = 'admin',
  }: Access & { namespace?: string; user?: string },
): Promise<string> {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'fabric-sync',
        cluster: {
          server,
          ...(ca ? { 'certificate-authority-data': Buffer.from(ca).toString('base64') } : {}),
        },
      },
    ],
    users: [{ name: user, user: token ? { token } : {} }],
    contexts: [{ name: 'fabric-sync', context: { cluster: 'fabric-sync', user, namespace } }],
    'current-context': 'fabric-sync',
  };
  await writeFile(path, stringify(config, { compat: 'yaml-1.1' }), { mode: 0o600 });
  return path;
}
