import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { createAuthority, issueServerCertificate, type Pair } from './certificates.ts';
import type { Supervised } from './supervisor.ts';

/** Names the serving certificate is good for. */
const HOSTS = ['localhost', '127.0.0.1', 'kubernetes.default.svc'];
const ISSUER = 'https://kubernetes.default.svc.cluster.local';

/** Writes into `folder` all that the processes of a cluster read: keys, tokens and their command lines. What is there already stays. */
export async function layOut({
  folder,
  binaries,
  port,
  keepFolder,
  apiServerArgs,
}: {
  folder: string;
  binaries: Binaries;
  port: number;
  keepFolder: boolean;
  apiServerArgs: readonly string[];
}): Promise<{ caCert: string; adminToken: string; clientAuthority: Pair }> {
  const file = (name: string) => join(folder, name);
  if (!existsSync(file('tokens.csv'))) {
    const authority = createAuthority();
    const serving = issueServerCertificate(authority, { hosts: HOSTS });
    await secret(file('ca.crt'), authority.cert);
    await secret(file('serving.crt'), serving.cert + authority.cert);
    await secret(file('serving.key'), serving.key);
    await secret(file('accounts.key'), accountsKey());
    // The last one written: its presence says that the rest is whole. A random token, as 127.0.0.1 is shared by all users of a machine.
    await secret(
      file('tokens.csv'),
      `${randomBytes(24).toString('base64url')},admin,admin,"system:masters"\n`,
    );
  }
  if (!existsSync(file('clients.key'))) {
    // Not the one of the server: whoever trusts the server need not be able to sign anybody in.
    const clients = createAuthority('fabric-sync test clients');
    await secret(file('clients.crt'), clients.cert);
    await secret(file('clients.key'), clients.key);
  }
  const supervised: Supervised = {
    processes: [etcd(binaries, file), apiServer(binaries, file, port, apiServerArgs)],
    keepFolder,
  };
  await secret(file('supervise.json'), JSON.stringify(supervised, null, 2));
  const caCert = await readFile(file('ca.crt'), 'utf8');
  const adminToken = (await readFile(file('tokens.csv'), 'utf8')).split(',')[0] ?? '';
  const clientAuthority = {
    cert: await readFile(file('clients.crt'), 'utf8'),
    key: await readFile(file('clients.key'), 'utf8'),
  };
  return { caCert, adminToken, clientAuthority };
}

function etcd(binaries: Binaries, file: (name: string) => string) {
  // Sockets in the process's own folder: no ports, nobody else can reach them, and no path too long for a socket.
  const [clients, peers] = ['unix://etcd:2379', 'unix://peer:2380'];
  return {
    name: 'etcd',
    command: binaries.etcd,
    args: [
      '--name=only',
      `--data-dir=${file('etcd')}`,
      '--log-level=warn',
      `--listen-client-urls=${clients}`,
      `--advertise-client-urls=${clients}`,
      `--listen-peer-urls=${peers}`,
      `--initial-advertise-peer-urls=${peers}`,
      `--initial-cluster=only=${peers}`,
      // Test data need not outlive a power cut; waiting for the disk is most of a write's time.
      '--unsafe-no-fsync',
    ],
  };
}

function apiServer(
  binaries: Binaries,
  file: (name: string) => string,
  port: number,
  more: readonly string[],
) {
  return {
    name: 'kube-apiserver',
    command: binaries.apiServer,
    args: [
      '--etcd-servers=unix://etcd:2379',
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${port}`,
      `--tls-cert-file=${file('serving.crt')}`,
      `--tls-private-key-file=${file('serving.key')}`,
      `--cert-dir=${file('certs')}`,
      `--token-auth-file=${file('tokens.csv')}`,
      `--client-ca-file=${file('clients.crt')}`,
      '--authorization-mode=RBAC',
      '--service-cluster-ip-range=10.96.0.0/24',
      `--service-account-key-file=${file('accounts.key')}`,
      `--service-account-signing-key-file=${file('accounts.key')}`,
      `--service-account-issuer=${ISSUER}`,
      '--service-account-extend-token-expiration=false',
      ...more,
    ],
  };
}

function accountsKey(): string {
  return generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'sec1', format: 'pem' },
  }).privateKey;
}

async function secret(path: string, content: string): Promise<void> {
  await writeFile(path, content, { mode: 0o600 });
}
