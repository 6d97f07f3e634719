import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { signToken, tokenReader } from './tokens.ts';

function newKey(): string {
  return generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
}

const SUBJECT = { namespace: 'default', name: 'x', uid: 'u' };

it('tells whose a token is, while it is valid', () => {
  const key = newKey();
  const read = tokenReader(key);
  const token = signToken(key, SUBJECT, 1000, 2000);

  expect([999, 1000, 1999, 2000].map((now) => read(token, now))).toEqual([null, SUBJECT, SUBJECT, null]);
});

it('refuses what it did not sign, also when asked again', () => {
  const read = tokenReader(newKey());
  const foreign = signToken(newKey(), SUBJECT, 0, 2000);
  const [head, , signature] = foreign.split('.');
  const forged = `${head}.${Buffer.from('{"exp":9e9,"nbf":0}').toString('base64url')}.${signature}`;

  for (const token of [foreign, foreign, forged, 'nonsense', 'a.b', 'a.b.c.d', ''])
    expect(read(token, 1000)).toBeNull();
});
