import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { connect } from 'node:tls';
import { expect, it } from 'vitest';
import { createAuthority, issueServerCertificate, type Pair } from './certificates.ts';

const authority = createAuthority();

it('issues certificates that their authority signed, for the hosts asked for', () => {
  const certificate = new X509Certificate(
    issueServerCertificate(authority, { hosts: ['127.0.0.1', 'example.test'] }).cert,
  );
  const issuer = new X509Certificate(authority.cert);

  expect(certificate.verify(issuer.publicKey)).toBe(true);
  expect(certificate.checkIssued(issuer)).toBe(true);
  expect(issuer.ca).toBe(true);
  expect(certificate.ca).toBe(false);
  expect(certificate.subjectAltName).toBe('IP Address:127.0.0.1, DNS:example.test');
});

it.each([
  ['a good one', {}, authority.cert, null],
  ['one that has expired', { until: new Date(Date.now() - 1000) }, authority.cert, 'CERT_HAS_EXPIRED'],
  [
    'one that is not valid yet',
    { from: new Date(Date.now() + 60_000) },
    authority.cert,
    'CERT_NOT_YET_VALID',
  ],
  ['one for another name', { hosts: ['elsewhere.test'] }, authority.cert, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['one of another authority', {}, createAuthority('another').cert, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
])('a client that trusts the authority meets %s', async (_title, changes, ca, expected) => {
  const pair = issueServerCertificate(authority, { hosts: ['127.0.0.1'], ...changes });

  expect(await handshake(pair, ca)).toBe(expected);
});

/** The code of the failure, or null. */
async function handshake(pair: Pair, ca: string): Promise<string | null> {
  const server = createServer(pair).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const socket = connect({ host: '127.0.0.1', port, ca });
  try {
    await once(socket, 'secureConnect');
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    socket.destroy();
    server.close();
  }
}
