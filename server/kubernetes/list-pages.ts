import { z } from 'zod';
import { AppError, isAppError } from '#server/domain/app-error.ts';
import type { LiveResource } from '#server/domain/resource.ts';
import { parseLiveResource } from './live-resource.ts';
import { MAX_PAGE_BYTES, type Sender } from './send.ts';
import { apiVersionOfServed, resourceName, resourcePath, type ServedKind } from './served-kind.ts';

export interface ListOptions {
  readonly namespace: string;
  /** Objects a page. */
  readonly limit?: number;
  readonly labelSelector?: string;
}

export interface Page<T = LiveResource> {
  readonly items: readonly T[];
  /** Of the whole list: where a watch would go on. */
  readonly resourceVersion: string;
  /** This is the first page again, because the server forgot the list's state: drop what came before it. */
  readonly restarted: boolean;
}

const PAGE_OBJECTS = 500;
const MOST_RESTARTS = 3;

const pageSchema = z.object({
  metadata: z.object({
    continue: z.string().catch(''),
    resourceVersion: z.string().catch(''),
  }),
  items: z.array(z.unknown()).nullable(),
});

/** The objects of a kind in a namespace, page by page. Errors: K8S_CRD_NOT_FOUND when the kind is not served (any more). */
export function listPages(sender: Sender, served: ServedKind, options: ListOptions): AsyncGenerator<Page> {
  const type = { apiVersion: apiVersionOfServed(served), kind: served.kind };
  return rawPages(sender, served, options, (item) => parseLiveResource(item, type));
}

/**
 * Pages with items read by `parse`. A continue token that has expired (410: the list took longer than the server keeps its state) starts the
 * list again, three times at most.
 */
export async function* rawPages<T>(
  sender: Sender,
  served: ServedKind,
  { namespace, limit = PAGE_OBJECTS, labelSelector }: ListOptions,
  parse: (item: unknown) => T,
): AsyncGenerator<Page<T>> {
  let token = '';
  let restarts = 0;
  let restarted = false;
  for (;;) {
    const page = await readPage(token).catch((error: unknown) => {
      if (token === '' || restarts >= MOST_RESTARTS || !isExpired(error)) throw error;
      return null;
    });
    if (page === null) {
      token = '';
      restarts += 1;
      restarted = true;
      continue;
    }
    const { metadata, items } = page;
    yield { items: (items ?? []).map(parse), resourceVersion: metadata.resourceVersion, restarted };
    restarted = false;
    if (metadata.continue === '') return;
    if (metadata.continue === token) throw notAList(served);
    token = metadata.continue;
  }

  async function readPage(from: string): Promise<z.infer<typeof pageSchema>> {
    const { json } = await sender.send({
      method: 'GET',
      path: resourcePath(served, namespace),
      query: { limit, labelSelector, ...(from === '' ? {} : { continue: from }) },
      about: { verb: 'list', resource: resourceName(served), kind: served.kind },
      repeat: 'read',
      maxBytes: MAX_PAGE_BYTES,
    });
    const parsed = pageSchema.safeParse(json);
    if (!parsed.success) throw notAList(served);
    return parsed.data;
  }
}

function isExpired(error: unknown): boolean {
  return isAppError(error) && error.code === 'K8S_API_SERVER_ERROR' && error.details['status'] === 410;
}

function notAList({ kind }: ServedKind): AppError {
  return new AppError('K8S_API_SERVER_ERROR', {
    status: 200,
    message: `the answer is not a list of ${kind}`,
  });
}
