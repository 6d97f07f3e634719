import type { ApiClient, Query, Reply } from '../cluster/client.ts';
import type { Place } from './meet.ts';
import { vpc } from './kinds.ts';

export type Applied = {
  spec?: Record<string, unknown>;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  metadata?: Record<string, unknown>;
};

/** Server-side apply of a VPC by a manager. */
export function applyVpc(
  client: ApiClient,
  { name, path }: Place,
  manager: string,
  { spec = {}, labels, annotations, metadata = {} }: Applied,
  query: Query = {},
): Promise<Reply> {
  return client.send('PATCH', path, {
    contentType: 'application/apply-patch+yaml',
    query: { fieldManager: manager, ...query },
    body: vpc(
      { name, ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}), ...metadata },
      spec,
    ),
  });
}
