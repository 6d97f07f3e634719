/** What a request says about the page that sent it; browsers set these headers themselves, scripts cannot. */
export interface OriginHeaders {
  readonly origin?: string | null | undefined;
  readonly host?: string | null | undefined;
  readonly secFetchSite?: string | null | undefined;
}

/**
 * Whether a request that carries a cookie may act: it comes from a page of ours, or from no browser at all (which sends
 * neither header and cannot be tricked). `publicOrigin` counts too, since a proxy may change the Host header.
 */
export function isSameOrigin(headers: OriginHeaders, publicOrigin: string): boolean {
  const { origin, host, secFetchSite } = headers;
  if (secFetchSite) return secFetchSite === 'same-origin' || secFetchSite === 'none';
  return origin ? isOwnOrigin(origin, host, publicOrigin) : true;
}

/** Whether an Origin header names this server. Sockets have no Sec-Fetch-Site in all browsers, but always an Origin. */
export function isOwnOrigin(origin: string, host: string | null | undefined, publicOrigin: string): boolean {
  const parsed = URL.parse(origin);
  if (parsed === null) return false;
  return parsed.origin === publicOrigin || (Boolean(host) && parsed.host === host?.toLowerCase());
}
