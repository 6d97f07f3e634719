import type { Context as HonoContext } from 'hono';
import type { ListQuery, Page } from '#server/domain/wire/list.ts';

/** A page of a list with the addresses of its neighbours: absolute, as the client wrote the server's name. */
export function listAnswer<T>(
  c: HonoContext,
  publicUrl: string,
  query: ListQuery,
  found: { readonly count: number; readonly results: readonly T[] },
): { -readonly [K in keyof Page<T>]: Page<T>[K] extends readonly T[] ? T[] : Page<T>[K] } {
  const { limit, offset } = query;
  const at = (start: number): string => {
    const url = new URL(c.req.url);
    const known = URL.parse(publicUrl);
    // Behind a proxy that ends TLS the request itself does not know that it came by https.
    if (known !== null && known.host === url.host) url.protocol = known.protocol;
    url.searchParams.set('limit', String(limit));
    url.searchParams.set('offset', String(start));
    return url.href;
  };
  return {
    count: found.count,
    next: offset + limit < found.count ? at(offset + limit) : null,
    previous: offset > 0 ? at(Math.max(0, offset - limit)) : null,
    // Not a copy: whoever writes the page knows by it what several requests share (page-text.ts).
    results: found.results as T[],
  };
}
