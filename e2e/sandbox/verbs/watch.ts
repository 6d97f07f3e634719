import type { ServerResponse } from 'node:http';
import type { Cluster } from '../cluster.ts';
import { objectAt, stringAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { metadataOnly, shapeOf } from '../http/accept.ts';
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
import { storedJson } from '../store/stored-json.ts';

type WatchType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';

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
  const { query, signal } = request;
  const { store } = cluster;
  const encode = encoderOf(cluster, kind, request);
  const selected = selection(target, query);
  const wantsInitial = isTrue(query.get('sendInitialEvents'));
  const wantsBookmarks = isTrue(query.get('allowWatchBookmarks'));
  const asked = checkRevision(cluster, query);
  const missed = asked === null || asked === 0 || wantsInitial ? [] : store.log.since(asked);
  // The two protocols' responses have these methods alike; only their types do not meet.
  const response = reply as ServerResponse;
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  response.flushHeaders();
  const send = (type: WatchType, text: string) => response.write(`{"type":"${type}","object":${text}}\n`);
  if (!missed) {
    send('ERROR', JSON.stringify(gone(`too old resource version: ${asked} (${store.log.oldest})`).status));
    response.end();
    return;
  }
  let marked = asked ?? 0;
  const bookmark = (annotations?: JsonObject) => {
    marked = store.revision;
    send('BOOKMARK', JSON.stringify(bookmarkOf(kind, marked, annotations)));
  };
  const follow = (event: ChangeEvent) => {
    const change = event.collection === collectionOf(kind) ? changeFor(event, selected) : null;
    if (change) send(change[0], encode(change[1]));
  };

  if (asked === null || asked === 0 || wantsInitial) {
    for (const object of store.list(collectionOf(kind)).filter(selected)) send('ADDED', encode(object));
  }
  if (wantsInitial && wantsBookmarks) bookmark({ 'k8s.io/initial-events-end': 'true' });
  for (const event of missed) follow(event);
  const unsubscribe = store.subscribe(collectionOf(kind), follow);
  const ticker = wantsBookmarks ? setInterval(bookmark, BOOKMARK_EVERY_MS) : undefined;
  await untilOver(signal, Number(query.get('timeoutSeconds') ?? '') || DEFAULT_TIMEOUT_SECONDS);
  clearInterval(ticker);
  unsubscribe();
  if (wantsBookmarks && !signal.aborted && store.revision > marked) bookmark();
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
  if (after !== null && selected(after)) return [was ? 'MODIFIED' : 'ADDED', after];
  if (!was) return null;
  if (last) return ['DELETED', last];
  // As it was when it was seen last, with the revision by which it went out of sight.
  const resourceVersion = stringAt(objectAt(after, 'metadata'), 'resourceVersion');
  return ['DELETED', { ...before, metadata: { ...objectAt(before, 'metadata'), resourceVersion } }];
}

function bookmarkOf(kind: Kind, revision: number, annotations?: JsonObject): JsonObject {
  const metadata = { resourceVersion: String(revision), ...(annotations ? { annotations } : {}) };
  return { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata };
}

/** How this client wants objects written; a table says its columns only once. */
function encoderOf(cluster: Cluster, kind: Kind, request: ApiRequest): (object: JsonObject) => string {
  const shape = shapeOf(request);
  if (shape === 'Object') return storedJson;
  if (shape === 'PartialObjectMetadata') return (object) => JSON.stringify(metadataOnly(object));
  let isFirst = true;
  return (object) => {
    const table = tableOf(kind, [object], {}, request.query, cluster.now());
    const text = JSON.stringify(isFirst ? table : { ...table, columnDefinitions: null });
    isFirst = false;
    return text;
  };
}

async function untilOver(signal: AbortSignal, seconds: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    const stop = () => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
