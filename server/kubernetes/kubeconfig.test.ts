import { describe, expect, it, test } from 'vitest';
import { stringify } from 'yaml';
import { isAppError } from '#server/domain/app-error.ts';
import { readKubeconfig } from './kubeconfig.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const cluster = { server: 'https://10.0.0.1:6443', 'certificate-authority-data': base64(PEM) };

const file = (user: object, more: object = {}, of: object = cluster) =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: of }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'ctx', context: { cluster: 'c', user: 'u', namespace: 'fabric' } }],
    'current-context': 'ctx',
    ...more,
  });

/** What the form would show beside the field. */
function refusal(kubeconfig: string, context?: string): string {
  try {
    readKubeconfig({ kubeconfig, ...(context === undefined ? {} : { context }) });
    return '';
  } catch (error) {
    return isAppError(error) && error.code === 'REQUEST_INVALID'
      ? (error.fields[0]?.message ?? '')
      : String(error);
  }
}

test('a token', () => {
  expect(readKubeconfig({ kubeconfig: file({ token: 'abc' }) })).toEqual({
    context: 'ctx',
    contexts: ['ctx'],
    kubernetes_server: 'https://10.0.0.1:6443',
    kubernetes_namespace: 'fabric',
    kubernetes_ca_cert: PEM,
    kubernetes_tls_verify: true,
    kubernetes_proxy_url: '',
    kubernetes_token: 'abc',
  });
});

test('a client certificate, a proxy, no verification', () => {
  const user = { 'client-certificate-data': base64('cert'), 'client-key-data': base64('key') };
  const of = { server: 'https://k', 'insecure-skip-tls-verify': true, 'proxy-url': 'http://proxy:3128' };

  expect(readKubeconfig({ kubeconfig: file(user, {}, of) })).toMatchObject({
    kubernetes_ca_cert: '',
    kubernetes_tls_verify: false,
    kubernetes_proxy_url: 'http://proxy:3128',
    kubernetes_client_cert: 'cert',
    kubernetes_client_key: 'key',
  });
});

test('another context than the current one', () => {
  const contexts = [
    { name: 'ctx', context: { cluster: 'gone', user: 'u' } },
    { name: 'other', context: { cluster: 'c', user: 'u' } },
  ];
  const kubeconfig = file({ token: 't' }, { contexts });

  expect(readKubeconfig({ kubeconfig, context: 'other' })).toMatchObject({
    context: 'other',
    contexts: ['ctx', 'other'],
    kubernetes_namespace: 'default',
  });
  expect(refusal(kubeconfig)).toBe('The kubeconfig has no cluster "gone"');
  expect(refusal(kubeconfig, 'third')).toBe('The kubeconfig has no context "third"');
});

describe('what would run a program or read a file of this machine is refused by name', () => {
  it.each([
    [{ exec: { command: 'touch', args: ['/tmp/canary'] } }, 'runs a program'],
    [{ token: 't', exec: null }, 'runs a program'],
    [{ 'auth-provider': { name: 'gcp', config: { 'cmd-path': 'canary' } } }, 'login program'],
    [{ tokenFile: '/etc/canary' }, 'names a file with the token'],
    [
      { 'client-certificate': '/etc/canary', 'client-key-data': base64('k') },
      'names a file with the certificate',
    ],
    [{ 'client-key': '/etc/canary' }, 'names a file with the key'],
    [{ username: 'canary', password: 'canary' }, 'by password'],
    [{ token: 't', as: 'canary' }, 'acts as somebody else'],
  ])('%j', (user, message) => {
    const said = refusal(file(user));

    expect(said).toContain(message);
    expect(said).not.toContain('canary');
  });
  it('a CA in a file', () => {
    expect(refusal(file({}, {}, { server: 'https://k', 'certificate-authority': '/etc/canary' }))).toContain(
      'names a file with the CA certificate',
    );
  });
});

const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 30 }, (_, n) => `b${n}: &b${n} [*a,*a,*a]`).join('\n')}`;

test.each([
  ['', 'This is not a kubeconfig'],
  ['just text', 'This is not a kubeconfig'],
  ['{"clusters": 1}', 'This is not a kubeconfig: clusters'],
  ['{}', 'The kubeconfig names no context'],
  ['a: [', 'This is not YAML'],
  [bomb, 'This is not YAML'],
  [file({ 'client-key-data': '***' }), 'client-key-data is not base64'],
])('%# is refused', (kubeconfig, message) => {
  expect(refusal(kubeconfig)).toContain(message);
});
