import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import forge from 'node-forge';

export type Pair = { cert: string; key: string };

const DAY_MS = 86_400_000;
/** Backdated, so that a clock that runs a little behind still accepts it. */
const BACKDATE_MS = 3_600_000;

/** Makes a certificate authority of its own, PEM. */
export function createAuthority(name = 'fabric-sync test authority'): Pair {
  return issue({
    subject: name,
    issuer: null,
    from: new Date(Date.now() - 2 * BACKDATE_MS),
    until: new Date(Date.now() + 10 * 365 * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      { name: 'subjectKeyIdentifier' },
    ],
  });
}

/**
 * Issues a server certificate for names and IP addresses, PEM. A past `until` gives an expired one, other `hosts` one with a wrong name.
 */
export function issueServerCertificate(
  authority: Pair,
  {
    hosts,
    from = new Date(Date.now() - BACKDATE_MS),
    until = new Date(Date.now() + 365 * DAY_MS),
  }: { hosts: string[]; from?: Date; until?: Date },
): Pair {
  return issue({
    subject: hosts[0] ?? 'nameless',
    issuer: authority,
    from,
    until,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: hosts.map((host) => (isIP(host) ? { type: 7, ip: host } : { type: 2, value: host })),
      },
    ],
  });
}

/** Issues a certificate that signs somebody in: `user` in these groups, PEM. */
export function issueClientCertificate(
  authority: Pair,
  {
    user,
    groups = [],
    until = new Date(Date.now() + 365 * DAY_MS),
  }: { user: string; groups?: string[]; until?: Date },
): Pair {
  return issue({
    subject: user,
    organisations: groups,
    issuer: authority,
    from: new Date(Date.now() - BACKDATE_MS),
    until,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', clientAuth: true },
    ],
  });
}

type Request = {
  subject: string;
  organisations?: string[];
  issuer: Pair | null;
  from: Date;
  until: Date;
  extensions: object[];
};

function issue({ subject, organisations = [], issuer, from, until, extensions }: Request): Pair {
  const pem = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(pem.publicKey);
  // A leading 01 keeps the number positive.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = from;
  certificate.validity.notAfter = until;
  certificate.setSubject([
    { name: 'commonName', value: subject },
    ...organisations.map((value) => ({ name: 'organizationName', value })),
  ]);
  certificate.setIssuer(
    issuer ? forge.pki.certificateFromPem(issuer.cert).subject.attributes : certificate.subject.attributes,
  );
  certificate.setExtensions(extensions);
  certificate.sign(forge.pki.privateKeyFromPem(issuer?.key ?? pem.privateKey), forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate).replaceAll('\r', ''), key: pem.privateKey };
}
