import { createPrivateKey, createPublicKey, randomUUID, sign, verify } from 'node:crypto';

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

/** Whose token it is; null when it is not one of ours, or not valid now (seconds since 1970). */
export function readToken(privateKeyPem: string, token: string, now: number): TokenSubject | null {
  const [head, claims, signature, ...more] = token.split('.');
  if (!head || !claims || !signature || more.length > 0) return null;
  const key = { key: createPublicKey(privateKeyPem), dsaEncoding: 'ieee-p1363' } as const;
  const genuine = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    key,
    Buffer.from(signature, 'base64url'),
  );
  if (!genuine) return null;
  const {
    exp,
    nbf,
    'kubernetes.io': account,
  } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Claims;
  if (now >= exp || now < nbf) return null;
  return { namespace: account.namespace, ...account.serviceaccount };
}

interface Claims {
  exp: number;
  nbf: number;
  'kubernetes.io': { namespace: string; serviceaccount: { name: string; uid: string } };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
