/** OpenSSL's and Node's words for a certificate or handshake that does not pass, in plain ones. */
const REASONS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is self-signed and not trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate is signed by an authority that is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate is signed by an unknown authority",
  UNABLE_TO_GET_ISSUER_CERT: "the server's certificate is signed by an unknown authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the server's certificate is signed by an unknown authority",
  CERT_UNTRUSTED: "the server's certificate is not trusted",
  CERT_REJECTED: "the server's certificate is not trusted",
  CERT_SIGNATURE_FAILURE: "the signature of the server's certificate is wrong",
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  CERT_NOT_YET_VALID: "the server's certificate is not valid yet",
  CERT_REVOKED: "the server's certificate is revoked",
  CERT_CHAIN_TOO_LONG: "the chain of the server's certificate is too long",
  INVALID_CA: 'a certificate in the chain is not one of an authority',
  INVALID_PURPOSE: "the server's certificate is not meant for servers",
  HOSTNAME_MISMATCH: "the server's certificate is for another name or address",
  ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another name or address",
  ERR_TLS_CERT_ALTNAME_FORMAT: "the names in the server's certificate cannot be read",
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not speak TLS on this port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'the server does not speak TLS on this port',
  ERR_SSL_HTTP_REQUEST: 'the server does not speak TLS on this port',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'the server speaks only versions of TLS that are no longer safe',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'the server speaks only versions of TLS that are no longer safe',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'the server asks for a client certificate',
  ERR_SSL_DH_KEY_TOO_SMALL: "the server's keys are too short to be safe",
  ERR_SSL_EE_KEY_TOO_SMALL: "the server's keys are too short to be safe",
  ERR_SSL_NO_START_LINE: 'the CA certificate of the fabric is not in PEM form',
  ERR_OSSL_PEM_NO_START_LINE: 'the CA certificate of the fabric is not in PEM form',
};

export const NOT_TLS = 'the server speaks HTTPS on this port and the URL says http';

/** Why TLS failed, by the code of the error; null when the code is not about TLS. */
export function tlsReason(code: string): string | null {
  if (Object.hasOwn(REASONS, code)) return REASONS[code] ?? null;
  if (/^ERR_(SSL|TLS|OSSL)_/.test(code) || code === 'EPROTO' || code.startsWith('CERT_')) {
    return 'the TLS handshake failed';
  }
  return null;
}
