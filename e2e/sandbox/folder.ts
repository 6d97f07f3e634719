import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAuthority, issueServerCertificate } from '#e2e/cluster/certificates.ts';

/** What a cluster is beside its objects; made once, the same at every start. */
export interface Identity {
  caCert: string;
  certificate: { cert: string; key: string };
  tokenKey: string;
  adminToken: string;
}

/** Reads a cluster's certificates, keys and tokens from its folder, or makes them. */
export function identityIn(folder: string): Identity {
  const path = join(folder, 'identity.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Identity;
  const authority = createAuthority('fabric-sync sandbox');
  const identity: Identity = {
    caCert: authority.cert,
    certificate: issueServerCertificate(authority, {
      hosts: ['localhost', '127.0.0.1', '::1'],
      until: inTenYears(),
    }),
    tokenKey: generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    }).privateKey,
    adminToken: randomBytes(24).toString('base64url'),
  };
  writeWhole(path, JSON.stringify(identity, null, 2));
  return identity;
}

/** The port of the last start; 0 where there was none. */
export function portIn(folder: string): number {
  const path = join(folder, 'port');
  return existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
}

export function keepPort(folder: string, port: number): void {
  writeWhole(join(folder, 'port'), String(port));
}

/** Either the old content or the new stands there, whenever the process dies. */
function writeWhole(path: string, text: string): void {
  const temporary = `${path}.new`;
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, path);
}

function inTenYears(): Date {
  const date = new Date();
  date.setFullYear(date.getFullYear() + 10);
  return date;
}
