import type { Cluster } from '../cluster.ts';
import { objectAt, stringAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { metadataOnly, shapeOf } from '../http/accept.ts';
import { forbiddenField } from '../http/field-error.ts';
import type { Reply } from '../http/reply.ts';
import type { ApiRequest, Target } from '../http/request.ts';
import { badRequest, gone, unprocessable } from '../http/status-error.ts';
import { apiVersionOf, collectionOf, keyOf } from '../kinds/kind.ts';
import type { Kind } from '../kinds/kind.ts';
import { tableOf } from '../kinds/table.ts';
import { checkRevision } from './revision.ts';
import { selectorOf } from './select.ts';
import { storedJson } from '../store/stored-json.ts';

interface Page {
  items: JsonObject[];
  metadata: JsonObject;
}

/** GET on a collection. */
export function listObjects(cluster: Cluster, kind: Kind, target: Target, request: ApiRequest): Reply {
  const shape = shapeOf(request);
  const { items, metadata } = pageOf(cluster, kind, target, request.query);
  if (shape === 'Table')
    return { code: 200, body: tableOf(kind, items, metadata, request.query, cluster.now()) };
  if (shape === 'PartialObjectMetadata') {
    const body = { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata };
    return { code: 200, body: { ...body, items: items.map(metadataOnly) } };
  }
  return { code: 200, raw: listJson(kind, items, metadata) };
}

export function listJson(kind: Kind, items: JsonObject[], metadata: JsonObject): string {
  const head = `{"apiVersion":${JSON.stringify(apiVersionOf(kind))},"items":[`;
  return `${head}${items.map(storedJson).join(',')}],"kind":${JSON.stringify(kind.listKind)},"metadata":${JSON.stringify(metadata)}}`;
}

/** The objects that a list request asks for, and the list's metadata. Pages of one list show one moment. */
export function pageOf(cluster: Cluster, kind: Kind, target: Target, query: URLSearchParams): Page {
  const limit = limitOf(query);
  const token = query.get('continue') ?? '';
  const match = query.get('resourceVersionMatch') ?? '';
  if (token !== '' && (query.get('resourceVersion') ?? '') !== '') {
    throw badRequest('specifying resource version is not allowed when using continue');
  }
  const asked = checkRevision(cluster, query);
  if (match !== '' && asked === null) {
    throw unprocessable({ name: '', group: 'meta.k8s.io', kind: 'ListOptions' }, [
      forbiddenField(
        'resourceVersionMatch',
        'resourceVersionMatch is forbidden unless resourceVersion is provided',
      ),
    ]);
  }
  const start = token === '' ? { revision: match === 'Exact' ? asked : null, after: '' } : readToken(token);
  const revision = start.revision ?? cluster.store.revision;
  const all = cluster.store.listAt(collectionOf(kind), revision);
  if (!all) throw tooOld(token === '' ? null : continueToken(-1, start.after));

  const selector = selectorOf(query);
  const wanted = all.filter(
    (object) =>
      inNamespace(object, target.namespace) &&
      keyOfObject(kind, object) > start.after &&
      (selector === null || selector(object)) &&
      (target.name === '' || stringAt(objectAt(object, 'metadata'), 'name') === target.name),
  );
  const items = limit > 0 ? wanted.slice(0, limit) : wanted;
  const last = items.at(-1);
  const isCut = last !== undefined && items.length < wanted.length;
  return {
    items,
    metadata: {
      continue: isCut ? continueToken(revision, keyOfObject(kind, last)) : '',
      // Unknown, by contract, where a selector is at work.
      ...(isCut && selector === null ? { remainingItemCount: wanted.length - items.length } : {}),
      resourceVersion: String(revision),
    },
  };
}

function limitOf(query: URLSearchParams): number {
  const text = query.get('limit') ?? '';
  if (text === '') return 0;
  if (!/^-?\d+$/.test(text))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Math.max(0, Number(text));
}

function inNamespace(object: JsonObject, namespace: string): boolean {
  return namespace === '' || stringAt(objectAt(object, 'metadata'), 'namespace') === namespace;
}

function keyOfObject(kind: Kind, object: JsonObject): string {
  const meta = objectAt(object, 'metadata');
  return keyOf(kind, stringAt(meta, 'namespace'), stringAt(meta, 'name'));
}

/** A revision of -1 means: go on from here with whatever there is now. */
function continueToken(revision: number, after: string): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: `${after}\u0000` })).toString(
    'base64url',
  );
}

function readToken(token: string): { revision: number | null; after: string } {
  try {
    const { rv, start } = JSON.parse(Buffer.from(token, 'base64url').toString()) as {
      rv: number;
      start: string;
    };
    return { revision: rv < 0 ? null : rv, after: start.replace('\u0000', '') };
  } catch {
    throw badRequest('invalid continue token: continue key is not valid');
  }
}

function tooOld(inconsistent: string | null) {
  if (inconsistent === null) return gone('The resourceVersion for the provided list is too old.');
  return gone(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
    { continue: inconsistent },
  );
}
