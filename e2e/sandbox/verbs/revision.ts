import type { Cluster } from '../cluster.ts';
import { StatusError, badRequest } from '../http/status-error.ts';

/** The resourceVersion of a query as a number; null where none was given. Throws for one of the future, or no number. */
export function checkRevision({ store }: Cluster, query: URLSearchParams): number | null {
  const text = query.get('resourceVersion') ?? '';
  if (text === '') return null;
  if (!/^\d+$/.test(text)) {
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  const revision = Number(text);
  if (revision > store.revision) {
    throw new StatusError(
      504,
      'Timeout',
      `Timeout: Too large resource version: ${revision}, current: ${store.revision}`,
      {
        causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
        retryAfterSeconds: 1,
      },
    );
  }
  return revision;
}
