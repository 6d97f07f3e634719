import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A header of the request by its name in small letters. */
export type ReadHeader = (name: string) => string | undefined;

export type SignatureVerdict =
  /** `identity` tells the event from others: the same again is a replay. */
  { readonly ok: true; readonly identity: string } | { readonly ok: false };

const REFUSED: SignatureVerdict = { ok: false };
/** How far the clock of a host may be from ours (Standard Webhooks). */
const TOLERANCE_SECONDS = 300;
export const SECRET_PREFIX = 'whsec_';
const HEX_DIGEST = /^[0-9a-f]{64}$/i;
/** Entries of one signature header that are looked at: a host that rotates its key sends two. */
const ENTRIES_MAX = 5;

/**
 * Whether an event was sent by whoever knows the secret. The strongest proof that the request carries decides alone, so that a
 * wrong one cannot be made up for by a weaker:
 *
 * | header                                   | host                       | proof                                               |
 * | ---------------------------------------- | -------------------------- | --------------------------------------------------- |
 * | webhook-signature                        | GitLab, signing token      | `v1,<base64>` HMAC of id, time and body; 5 min old  |
 * | x-hub-signature-256                      | GitHub, Gitea, Forgejo     | `sha256=<hex>` HMAC of the body                     |
 * | x-gitea-signature, x-forgejo-signature   | Gitea, Forgejo             | `<hex>` HMAC of the body                            |
 * | x-hub-signature                          | Bitbucket Cloud and Server | `sha256=<hex>` HMAC of the body; SHA-1 is no proof  |
 * | x-gitlab-token                           | GitLab, secret token       | the secret itself                                   |
 *
 * All comparisons take the same time whatever is wrong. No delivery id but webhook-id is signed, so the identity is the
 * signature where there is one: whoever caught an event cannot send it again under another id.
 *
 * @param body as it came, byte by byte
 */
export function checkSignature(
  header: ReadHeader,
  body: Uint8Array,
  secret: string,
  now: Date,
): SignatureVerdict {
  const standard = header('webhook-signature');
  if (standard !== undefined) return checkStandard(header, standard, body, secret, now);
  const hub = header('x-hub-signature-256');
  if (hub !== undefined) return checkHex(afterPrefix(hub), body, secret);
  const bare = header('x-gitea-signature') ?? header('x-forgejo-signature');
  if (bare !== undefined) return checkHex(bare, body, secret);
  const bitbucket = header('x-hub-signature');
  if (bitbucket !== undefined) return checkHex(afterPrefix(bitbucket), body, secret);
  const token = header('x-gitlab-token');
  return token === undefined ? REFUSED : checkToken(header, token, body, secret);
}

const afterPrefix = (value: string): string => (value.startsWith('sha256=') ? value.slice(7) : '');
const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();

function checkHex(hex: string, body: Uint8Array, secret: string): SignatureVerdict {
  const expected = createHmac('sha256', secret).update(body).digest();
  if (!HEX_DIGEST.test(hex)) return REFUSED;
  return timingSafeEqual(Buffer.from(hex, 'hex'), expected)
    ? { ok: true, identity: `body ${expected.toString('hex')}` }
    : REFUSED;
}

function checkStandard(
  header: ReadHeader,
  signatures: string,
  body: Uint8Array,
  secret: string,
  now: Date,
): SignatureVerdict {
  const id = header('webhook-id') ?? '';
  const time = header('webhook-timestamp') ?? '';
  if (id === '' || !/^\d{1,12}$/.test(time)) return REFUSED;
  if (Math.abs(now.getTime() / 1_000 - Number(time)) > TOLERANCE_SECONDS) return REFUSED;
  const key = secret.startsWith(SECRET_PREFIX)
    ? Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
    : Buffer.from(secret);
  const expected = createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest();
  const isSigned = signatures.split(' ', ENTRIES_MAX).some((entry) => {
    const [version, encoded = ''] = entry.split(',', 2);
    const given = Buffer.from(encoded, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
  return isSigned ? { ok: true, identity: `id ${id}` } : REFUSED;
}

/** The token proves who sends and nothing of what: each event has an id from the host, unsigned like its body. */
function checkToken(header: ReadHeader, token: string, body: Uint8Array, secret: string): SignatureVerdict {
  if (!timingSafeEqual(sha256(token), sha256(secret))) return REFUSED;
  const id = header('idempotency-key') ?? header('x-gitlab-event-uuid');
  return { ok: true, identity: id ? `id ${id}` : `body ${sha256(body).toString('hex')}` };
}
