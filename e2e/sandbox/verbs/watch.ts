import type { ServerResponse } from 'node:http';
import type { Cluster } from '../cluster.ts';
import { objectAt, stringAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { metadataOnly, shapeOf } from '../http/accept.ts';
import { storedJson } from '../http/reply.ts';
import type { Response } from '../http/reply.ts';
import { isTrue } from '../http/request.ts';
import type { ApiRequest, Target } from '../http/request.ts';
import { gone } from '../http/status-error.ts';
import { apiVersionOf, collectionOf } from '../kinds/kind.ts';
import type { Kind } from '../kinds/kind.ts';
import { tableOf } from '../kinds/table.ts';
import type { ChangeEvent } from '../store/event-log.ts';
import { checkRevision } from './revision.ts';
import { selectorOf } from './select.ts';

type WatchType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';

const DEFAULT_TIMEOUT_SECONDS = 1800;
const BOOKMARK_EVERY_MS = 60_000;

/** GET with `watch`: streams changes until the client goes or the time is up. Resolves when the stream has ended. */
export async function watchObjects(
  cluster: Cluster,
  kind: Kind,
  target: Target,
  request: ApiRequest,
  reply: Response,
): Promise<void> {
  // The two protocols' responses have these methods alike; only their types do not meet.
  const response = reply as ServerResponse;
  const { query, signal } = request;
  const shape = shapeOf(request);
  const selected = selection(target, query);
  const wantsBookmarks = isTrue(query.get('allowWatchBookmarks'));
  const asked = checkRevision(cluster, query);
  const fromNow = asked === null || asked === 0 || isTrue(query.get('sendInitialEvents'));
  const missed = fromNow ? [] : cluster.store.log.since(asked);
  if (!missed) throw gone(`too old resource version: ${asked} (${cluster.store.log.oldest})`);

  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  let isFirst = true;
  const send = (type: WatchType, object: JsonObject) => {
    response.write(`{"type":"${type}","object":${encode(kind, shape, object, query, cluster, isFirst)}}\n`);
    if (type !== 'BOOKMARK') isFirst = false;
  };
  const follow = (event: ChangeEvent) => {
    const change = changeFor(event, selected);
    if (change) send(...change);
  };
  const bookmark = (annotations?: JsonObject) =>
    send('BOOKMARK', bookmarkOf(kind, cluster.store.revision, annotations));
  response.flushHeaders();

  if (fromNow)
    for (const object of cluster.store.list(collectionOf(kind))) if (selected(object)) send('ADDED', object);
  if (isTrue(query.get('sendInitialEvents')) && wantsBookmarks)
    bookmark({ 'k8s.io/initial-events-end': 'true' });
  for (const event of missed) if (event.collection === collectionOf(kind)) follow(event);

  const unsubscribe = cluster.store.subscribe(collectionOf(kind), follow);
  const ticker = wantsBookmarks ? setInterval(bookmark, BOOKMARK_EVERY_MS) : undefined;
  const seconds = Number(query.get('timeoutSeconds') ?? '') || DEFAULT_TIMEOUT_SECONDS;
  await untilOver(signal, seconds);
  clearInterval(ticker);
  unsubscribe();
  if (wantsBookmarks && !signal.aborted) bookmark();
  response.end();
}

function selection(target: Target, query: URLSearchParams): (object: JsonObject) => boolean {
  const selector = selectorOf(query);
  return (object) => {
    const meta = objectAt(object, 'metadata');
    return (
      (target.namespace === '' || stringAt(meta, 'namespace') === target.namespace) &&
      (target.name === '' || stringAt(meta, 'name') === target.name) &&
      (selector === null || selector(object))
    );
  };
}

/** An object that starts or stops being selected is added to or deleted from what the watcher sees. */
function changeFor(
  { before, after, last }: ChangeEvent,
  selected: (object: JsonObject) => boolean,
): [WatchType, JsonObject] | null {
  const was = before !== null && selected(before);
  const is = after !== null && selected(after);
  if (is) return [was ? 'MODIFIED' : 'ADDED', after];
  if (!was) return null;
  return [
    'DELETED',
    last ?? { ...before, metadata: { ...objectAt(before, 'metadata'), ...revisionOf(after) } },
  ];
}

function revisionOf(after: JsonObject | null): JsonObject {
  return after === null ? {} : { resourceVersion: objectAt(after, 'metadata')['resourceVersion'] ?? '' };
}

function bookmarkOf(kind: Kind, revision: number, annotations?: JsonObject): JsonObject {
  const metadata = {
    creationTimestamp: null,
    resourceVersion: String(revision),
    ...(annotations ? { annotations } : {}),
  };
  return { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata };
}

function encode(
  kind: Kind,
  shape: ReturnType<typeof shapeOf>,
  object: JsonObject,
  query: URLSearchParams,
  cluster: Cluster,
  isFirst: boolean,
): string {
  if (shape === 'PartialObjectMetadata') return JSON.stringify(metadataOnly(object));
  if (shape === 'Object') return storedJson(object);
  const table = tableOf(kind, [object], {}, query, cluster.now());
  return JSON.stringify(isFirst ? table : { ...table, columnDefinitions: [] });
}

async function untilOver(signal: AbortSignal, seconds: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
    if (signal.aborted) resolve();
  });
}
