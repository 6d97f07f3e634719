import { AppError } from '#server/domain/app-error.ts';
import type { Outbound } from '#server/outbound/outbound.ts';

/** The address of the server as undici takes it; ADDRESS_REFUSED when it may not be contacted or is not one. */
export function readServer(
  server: string,
  outbound: Pick<Outbound, 'checkUrl'>,
): { readonly origin: string; readonly basePath: string } {
  outbound.checkUrl(server);
  const url = URL.parse(server);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new AppError('ADDRESS_REFUSED', { address: 'of the Kubernetes server' });
  }
  return { origin: url.origin, basePath: url.pathname.replace(/\/+$/, '') };
}

/** Pasted tokens end in line breaks; one that no header can hold is no token. */
export function readToken(token: string | null): string | null {
  const trimmed = token?.trim() ?? '';
  if (/[^\u0021-\u007e]/.test(trimmed)) throw new AppError('K8S_AUTH_INVALID_TOKEN');
  return trimmed === '' ? null : trimmed;
}
