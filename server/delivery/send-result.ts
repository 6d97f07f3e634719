/** What became of one attempt. */
export type SendResult =
  | { readonly type: 'delivered'; readonly statusCode: number | null; readonly note: string | null }
  /** `permanent`: another attempt would end alike. */
  | {
      readonly type: 'failed';
      readonly permanent: boolean;
      readonly statusCode: number | null;
      readonly error: string;
    };

export const SEND_LIMIT_MS = 10_000;

/** Names of faults of the network as people read them; never an address or an answer. */
const FAULTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'the name was not found',
  EAI_AGAIN: 'the name could not be looked up',
  ETIMEDOUT: 'no answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_SOCKET: 'the connection was cut',
  ECONNECTION: 'the connection failed',
  EHOSTUNREACH: 'the host cannot be reached',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate is not trusted',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is of another name',
};

/** A code that is known in plain words, another one as it is. */
export function faultWords(error: unknown): string {
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    return `no answer within ${SEND_LIMIT_MS / 1_000} s`;
  }
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    FAULTS[code] ??
    (code === '' ? 'the message could not be sent' : `the message could not be sent (${code})`)
  );
}
