import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { SAMPLE_PUSHES } from './sample-pushes.ts';
import { SAMPLE_SECRET as SECRET, signSample } from './sign-sample.ts';
import { checkSignature } from './signature.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const OTHER = SECRET.replace(/.=$/, (end) => (end === 'A=' ? 'B=' : 'A='));

const check = (
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
  secret = SECRET,
  now = NOW,
) => checkSignature((name) => headers[name], Buffer.from(body), secret, now);

/** One character of every value that proves something becomes another. */
const bent = (headers: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (name === 'webhook-id' || name === 'webhook-timestamp') return [name, value];
      const at = value.length - 3;
      return [name, `${value.slice(0, at)}${value[at] === '0' ? '1' : '0'}${value.slice(at + 1)}`];
    }),
  );

describe.each(SAMPLE_PUSHES)('$host', ({ payload, headers, proof }) => {
  const body = JSON.stringify(payload({ name: 'main' }));
  const signed = { ...headers, ...signSample(proof, body, SECRET, NOW) };

  test('the right signature', () => {
    expect(check(signed, body)).toMatchObject({ ok: true });
  });

  test('another secret, one character bent, cut short, empty, missing', () => {
    const cut = Object.fromEntries(Object.entries(signed).map(([name, value]) => [name, value.slice(0, -2)]));
    const empty = Object.fromEntries(Object.keys(signed).map((name) => [name, '']));

    expect(check({ ...headers, ...signSample(proof, body, `${SECRET}x`, NOW) }, body, OTHER).ok).toBe(false);
    expect(check(signed, body, OTHER).ok).toBe(false);
    expect(check({ ...headers, ...bent(signSample(proof, body, SECRET, NOW)) }, body).ok).toBe(false);
    expect(check(cut, body).ok).toBe(false);
    expect(check(empty, body).ok).toBe(false);
    expect(check(headers, body).ok).toBe(false);
  });

  // A token proves who sends and nothing of what.
  test.skipIf(proof === 'token')('each byte of the body counts', () => {
    for (let at = 0; at < body.length; at += 37) {
      const altered = Buffer.from(body);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(check(signed, altered).ok).toBe(false);
    }
    expect(check(signed, `${body} `).ok).toBe(false);
    expect(check(signed, body.slice(0, -1)).ok).toBe(false);
    expect(check(signed, '').ok).toBe(false);
  });

  test.skipIf(proof === 'token' || proof === 'standard')(
    'a captured event is the same one under another delivery id',
    () => {
      const renamed = {
        ...signed,
        'x-github-delivery': 'new',
        'x-gitea-delivery': 'new',
        'x-request-uuid': 'new',
      };

      expect(check(renamed, body)).toEqual(check(signed, body));
    },
  );
});

const BODY = '{"ref":"refs/heads/main"}';
const hmac = (algorithm: string) => createHmac(algorithm, SECRET).update(BODY).digest('hex');

test.each<[string, Record<string, string>]>([
  ['SHA-1 as GitHub still sends it', { 'x-hub-signature': `sha1=${hmac('sha1')}` }],
  ['SHA-1 under the name of the other', { 'x-hub-signature-256': `sha256=${hmac('sha1')}` }],
  ['SHA-512', { 'x-hub-signature': `sha512=${hmac('sha512')}` }],
  ['without the name of the algorithm', { 'x-hub-signature-256': hmac('sha256') }],
  ['the secret where a signature belongs', { 'x-hub-signature-256': SECRET }],
  ['a signature where the token belongs', { 'x-gitlab-token': `sha256=${hmac('sha256')}` }],
  [
    'a wrong strong proof beside a right weak one',
    { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}`, 'x-gitlab-token': SECRET },
  ],
  ['twice the digest', { 'x-hub-signature-256': `sha256=${hmac('sha256')}${hmac('sha256')}` }],
  ['not hex', { 'x-hub-signature-256': `sha256=${'z'.repeat(64)}` }],
])('%s is refused', (_, headers) => {
  expect(check(headers, BODY).ok).toBe(false);
});

test('hex in capitals is the same digest', () => {
  expect(check({ 'x-hub-signature': `sha256=${hmac('sha256').toUpperCase()}` }, BODY).ok).toBe(true);
});

describe('Standard Webhooks', () => {
  const signed = signSample('standard', BODY, SECRET, NOW);
  const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

  test('five minutes of difference between the clocks, not more, either way', () => {
    expect(check(signed, BODY, SECRET, later(300)).ok).toBe(true);
    expect(check(signed, BODY, SECRET, later(-300)).ok).toBe(true);
    expect(check(signed, BODY, SECRET, later(301)).ok).toBe(false);
    expect(check(signed, BODY, SECRET, later(-301)).ok).toBe(false);
  });

  test('id and time are signed too', () => {
    expect(check({ ...signed, 'webhook-id': 'msg-2' }, BODY).ok).toBe(false);
    expect(check({ ...signed, 'webhook-timestamp': String(NOW.getTime() / 1_000 + 1) }, BODY).ok).toBe(false);
    expect(check({ ...signed, 'webhook-timestamp': 'NaN' }, BODY).ok).toBe(false);
  });

  test('one of several signatures is enough; another version is none', () => {
    const right = signed['webhook-signature'] ?? '';
    const wrong = `v1,${Buffer.alloc(32).toString('base64')}`;

    expect(check({ ...signed, 'webhook-signature': `${wrong} ${right}` }, BODY).ok).toBe(true);
    expect(check({ ...signed, 'webhook-signature': right.replace('v1', 'v2') }, BODY).ok).toBe(false);
    const many = `${`${wrong} `.repeat(1_000)}${right}`;
    expect(check({ ...signed, 'webhook-signature': many }, BODY).ok).toBe(false);
  });
});

test("GitLab's token: the same body under another id of the host is another event", () => {
  const one = { 'x-gitlab-token': SECRET, 'idempotency-key': 'a' };

  expect(check(one, BODY)).not.toEqual(check({ ...one, 'idempotency-key': 'b' }, BODY));
  expect(check(one, BODY)).toEqual(check(one, `${BODY} `));
  expect(check({ 'x-gitlab-token': SECRET }, BODY)).not.toEqual(
    check({ 'x-gitlab-token': SECRET }, `${BODY} `),
  );
});
