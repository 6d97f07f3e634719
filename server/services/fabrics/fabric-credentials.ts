import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { FabricRow } from '#db/schema/index.ts';
import { AppError, isAppError } from '#server/domain/app-error.ts';
import { tokenWouldGoElsewhere } from '#server/domain/configuration-change.ts';
import { IN_CLUSTER } from '#server/domain/in-cluster.ts';
import type { FabricPatch } from '#server/domain/wire/fabric.ts';
import { tokenExpiry } from '#server/kubernetes/errors/token-expiry.ts';
import { clientKeyPlace, tokenPlace } from '#server/secrets/token-place.ts';
import type { Context } from '#server/services/context.ts';

type SecretColumns = Partial<Pick<FabricRow, 'kubernetesTokenSealed' | 'kubernetesClientKeySealed'>>;
type StoredCredentials = Pick<
  FabricRow,
  'kubernetesTokenSealed' | 'kubernetesClientKeySealed' | 'kubernetesClientCert' | 'kubernetesCaCert'
>;

/** The columns of the secrets that a request sets: absent = left alone, "" = removed. */
export function sealedCredentials(
  ctx: Pick<Context, 'sealer'>,
  id: number,
  given: FabricPatch,
): SecretColumns {
  const seal = (text: string, place: string): string | null =>
    text === '' ? null : ctx.sealer.seal(text, place);
  const { kubernetes_token: token, kubernetes_client_key: key } = given;
  return {
    ...(token === undefined ? {} : { kubernetesTokenSealed: seal(token, tokenPlace(id)) }),
    ...(key === undefined ? {} : { kubernetesClientKeySealed: seal(key, clientKeyPlace(id)) }),
  };
}

/** Whether anything is stored that says who we are or whom we trust; without it there is no "set 12 d ago". */
export function hasCredentials(stored: StoredCredentials): boolean {
  return (
    stored.kubernetesTokenSealed !== null ||
    stored.kubernetesClientKeySealed !== null ||
    stored.kubernetesClientCert !== '' ||
    stored.kubernetesCaCert !== ''
  );
}

/** When the first of token and client certificate expires, as they say themselves; null = neither says. */
export function credentialsExpireAt(
  ctx: Pick<Context, 'sealer'>,
  given: FabricPatch,
  stored: Pick<FabricRow, 'id' | 'kubernetesTokenSealed' | 'kubernetesClientCert'> | null,
): Date | null {
  const sealed = stored?.kubernetesTokenSealed ?? null;
  const token =
    given.kubernetes_token ??
    (stored === null || sealed === null ? '' : ctx.sealer.open(sealed, tokenPlace(stored.id)));
  const cert = given.kubernetes_client_cert ?? stored?.kubernetesClientCert ?? '';
  const times = [tokenExpiry(token), cert === '' ? null : readCertificate(cert).validToDate].flatMap((time) =>
    time === null ? [] : [time.getTime()],
  );
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** Refuses addresses that must not be contacted. @throws AppError ADDRESS_REFUSED with the field */
export function checkAddresses(ctx: Pick<Context, 'outbound'>, given: FabricPatch): void {
  for (const field of ['kubernetes_server', 'kubernetes_proxy_url'] as const) {
    const url = given[field];
    if (!url || url === IN_CLUSTER) continue;
    try {
      ctx.outbound.checkUrl(url);
    } catch (error) {
      if (!isAppError(error)) throw error;
      const fields = [{ field, message: `${error.message}. ${error.advice}` }];
      throw new AppError(error.code, error.details, { cause: error, fields });
    }
  }
}

/**
 * Refuses a client certificate and key that could never be used. @param stored what the fabric has already
 * @throws AppError REQUEST_INVALID with the field
 */
export function checkClientPair(
  ctx: Pick<Context, 'sealer'>,
  given: FabricPatch,
  stored: Pick<FabricRow, 'id' | 'kubernetesClientCert' | 'kubernetesClientKeySealed'> | null,
): void {
  if (given.kubernetes_client_cert === undefined && given.kubernetes_client_key === undefined) return;
  const cert = given.kubernetes_client_cert ?? stored?.kubernetesClientCert ?? '';
  const key = given.kubernetes_client_key ?? storedKey(ctx, stored);
  if (cert === '' && key === '') return;
  if (key === '') throw wrong('kubernetes_client_key', 'Paste the private key of the client certificate');
  if (cert === '') throw wrong('kubernetes_client_cert', 'Paste the certificate that belongs to the key');
  if (readCertificate(cert).checkPrivateKey(readKey(key))) return;
  throw wrong('kubernetes_client_key', 'The key belongs to another certificate');
}

/**
 * Otherwise whoever may edit could send the stored token to a server or proxy of their own and read it there.
 * @throws AppError REQUEST_INVALID with the field
 */
export function refuseTokenForElsewhere(stored: FabricRow, given: FabricPatch): void {
  if (stored.kubernetesTokenSealed === null || given.kubernetes_token !== undefined) return;
  const elsewhere = tokenWouldGoElsewhere(stored, {
    kubernetesServer: given.kubernetes_server ?? stored.kubernetesServer,
    kubernetesProxyUrl: given.kubernetes_proxy_url ?? stored.kubernetesProxyUrl,
  });
  if (elsewhere === null) return;
  throw wrong(
    'kubernetes_token',
    `This is another ${elsewhere} than the stored token was entered for: enter the token with it, or "" to remove the stored one`,
  );
}

function storedKey(
  ctx: Pick<Context, 'sealer'>,
  stored: Pick<FabricRow, 'id' | 'kubernetesClientKeySealed'> | null,
): string {
  if (stored === null || stored.kubernetesClientKeySealed === null) return '';
  return ctx.sealer.open(stored.kubernetesClientKeySealed, clientKeyPlace(stored.id));
}

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw wrong('kubernetes_client_cert', 'This certificate cannot be read');
  }
}

function readKey(pem: string) {
  try {
    return createPrivateKey(pem);
  } catch {
    throw wrong('kubernetes_client_key', 'This key cannot be read');
  }
}

const wrong = (field: string, message: string): AppError =>
  new AppError('REQUEST_INVALID', {}, { fields: [{ field, message }] });
