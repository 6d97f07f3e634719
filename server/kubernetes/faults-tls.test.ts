import forge from 'node-forge';
import { describe, expect, it } from 'vitest';
import { createAuthority, issueServerCertificate } from '#e2e/cluster/certificates.ts';
import { connect, errorOf, serve, version, type Answer } from './testing/faulty-server.ts';

export function selfSigned() {
  const keys = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  certificate.validity.notBefore = new Date(Date.now() - 3_600_000);
  certificate.validity.notAfter = new Date(Date.now() + 3_600_000);
  const name = [{ name: 'commonName', value: '127.0.0.1' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }]);
  certificate.sign(keys.privateKey, forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate), key: forge.pki.privateKeyToPem(keys.privateKey) };
}

describe('TLS', () => {
  const authority = createAuthority();
  const good = issueServerCertificate(authority, { hosts: ['127.0.0.1'] });
  const expired = issueServerCertificate(authority, {
    hosts: ['127.0.0.1'],
    from: new Date(Date.now() - 2 * 86_400_000),
    until: new Date(Date.now() - 86_400_000),
  });
  const elsewhere = issueServerCertificate(authority, { hosts: ['other.example'] });
  const answer: Answer = (_request, response) => version(response);

  it('passes with the right authority', async () => {
    const { url } = await serve(answer, { tls: good });

    await expect(connect(url, { caCert: authority.cert }).version()).resolves.toMatchObject({ minor: '36' });
  });

  it('finds the right authority among several', async () => {
    const { url } = await serve(answer, { tls: good });
    const caCert = `${createAuthority('other').cert}\n${authority.cert}`;

    await expect(connect(url, { caCert }).version()).resolves.toMatchObject({ minor: '36' });
  });

  it.each([
    ['an unknown authority', good, '', /signed by an unknown authority/],
    ['another authority', good, createAuthority('other').cert, /signed by an unknown authority|not trusted/],
    ['a self-signed certificate', selfSigned(), '', /self-signed and not trusted/],
    ['an expired certificate', expired, authority.cert, /has expired/],
    ['a certificate for another name', elsewhere, authority.cert, /for another name or address/],
  ])('fails for %s', async (_title, tls, caCert, why) => {
    const { url } = await serve(answer, { tls });

    const error = await errorOf(connect(url, { caCert }).version());

    expect(error.code).toBe('K8S_TLS_FAILED');
    expect(error.message).toMatch(why);
  });

  it.each([
    ['self-signed', selfSigned()],
    ['expired', expired],
    ['wrong name', elsewhere],
  ])('is not checked when the fabric says so: %s', async (_title, tls) => {
    const { url } = await serve(answer, { tls });

    await expect(connect(url, { tlsVerify: false }).version()).resolves.toMatchObject({ minor: '36' });
  });

  it('fails where no TLS is spoken', async () => {
    const { port } = await serve(answer);

    const error = await errorOf(connect(`https://127.0.0.1:${port}`).version());

    expect(error.code).toBe('K8S_TLS_FAILED');
    expect(error.message).toMatch(/does not speak TLS/);
  });

  it('fails at once for a CA certificate that is none', () => {
    expect(() => connect('https://127.0.0.1:1', { caCert: 'hello' })).toThrow(
      expect.objectContaining({ code: 'K8S_TLS_FAILED' }),
    );
  });
});
