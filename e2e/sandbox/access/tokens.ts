import { createPrivateKey, createPublicKey, randomUUID, sign, verify } from 'node:crypto';
import type { KeyObject, SigningOptions } from 'node:crypto';

export interface TokenSubject {
  namespace: string;
  name: string;
  uid: string;
}

export const TOKEN_ISSUER = 'https://kubernetes.default.svc.cluster.local';

/**
 * Makes a service account's token: a JWT (ES256) with the claims that the API server puts into its own.
 * Times are seconds since 1970.
 */
export function signToken(
  privateKeyPem: string,
  subject: TokenSubject,
  issuedAt: number,
  expiresAt: number,
): string {
  const { namespace, name, uid } = subject;
  const claims = {
    aud: [TOKEN_ISSUER],
    exp: expiresAt,
    iat: issuedAt,
    iss: TOKEN_ISSUER,
    jti: randomUUID(),
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    nbf: issuedAt,
    sub: `system:serviceaccount:${namespace}:${name}`,
  };
  const head = `${encode({ alg: 'ES256', typ: 'JWT' })}.${encode(claims)}`;
  const key = { key: createPrivateKey(privateKeyPem), dsaEncoding: 'ieee-p1363' } as const;
  return `${head}.${sign('sha256', Buffer.from(head), key).toString('base64url')}`;
}

/** Whose token it is; null when it is not one of ours, or not valid at that time (seconds since 1970). */
export type TokenReader = (token: string, now: number) => TokenSubject | null;

const MOST_REMEMBERED = 1000;

/** Reads tokens that the key signed. Signatures are checked once: they cost more than all the rest of a request. */
export function tokenReader(privateKeyPem: string): TokenReader {
  const key = { key: createPublicKey(privateKeyPem), dsaEncoding: 'ieee-p1363' } as const;
  const genuine = new Map<string, Claims | null>();
  return (token, now) => {
    let claims = genuine.get(token);
    if (claims === undefined) {
      claims = genuineClaims(key, token);
      if (genuine.size >= MOST_REMEMBERED) genuine.clear();
      genuine.set(token, claims);
    }
    if (!claims || now >= claims.exp || now < claims.nbf) return null;
    const account = claims['kubernetes.io'];
    return { namespace: account.namespace, ...account.serviceaccount };
  };
}

function genuineClaims(key: SigningOptions & { key: KeyObject }, token: string): Claims | null {
  const [head, claims, signature, ...more] = token.split('.');
  if (!head || !claims || !signature || more.length > 0) return null;
  const isGenuine = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    key,
    Buffer.from(signature, 'base64url'),
  );
  return isGenuine ? (JSON.parse(Buffer.from(claims, 'base64url').toString()) as Claims) : null;
}

interface Claims {
  exp: number;
  nbf: number;
  'kubernetes.io': { namespace: string; serviceaccount: { name: string; uid: string } };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
