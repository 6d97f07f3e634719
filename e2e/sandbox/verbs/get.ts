import type { Cluster } from '../cluster.ts';
import type { Reply } from '../http/reply.ts';
import type { ApiRequest, Target } from '../http/request.ts';
import { notFound } from '../http/status-error.ts';
import { collectionOf, keyOf, resourceSubject } from '../kinds/kind.ts';
import type { Kind } from '../kinds/kind.ts';
import { metadataOnly, shapeOf } from '../http/accept.ts';
import { tableOf } from '../kinds/table.ts';
import { checkRevision } from './revision.ts';
import { storedJson } from '../store/stored-json.ts';

/** GET on an object or its status. */
export function getObject(cluster: Cluster, kind: Kind, target: Target, request: ApiRequest): Reply {
  const shape = shapeOf(request);
  checkRevision(cluster, request.query);
  const object = cluster.store.get(collectionOf(kind), keyOf(kind, target.namespace, target.name));
  if (!object) throw notFound(resourceSubject(kind, target.name));
  if (shape === 'Table')
    return { code: 200, body: tableOf(kind, [object], {}, request.query, cluster.now()) };
  if (shape === 'PartialObjectMetadata') return { code: 200, body: metadataOnly(object) };
  return { code: 200, raw: storedJson(object) };
}
