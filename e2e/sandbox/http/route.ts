import { authorise, authorisePath } from '../access/authorise.ts';
import { answerReview } from '../access/reviews.ts';
import { requestToken } from '../access/token-request.ts';
import type { Cluster } from '../cluster.ts';
import { discoveryOf } from '../kinds/discovery.ts';
import { resourceSubject } from '../kinds/kind.ts';
import type { Kind } from '../kinds/kind.ts';
import { openApiOf } from '../kinds/openapi.ts';
import { createObject } from '../verbs/create.ts';
import { deleteObject, deleteObjects } from '../verbs/delete.ts';
import { getObject } from '../verbs/get.ts';
import { listObjects } from '../verbs/list.ts';
import { patchObject } from '../verbs/patch.ts';
import { updateObject } from '../verbs/update.ts';
import { watchObjects } from '../verbs/watch.ts';
import type { Reply, Response } from './reply.ts';
import { targetOf, verbOf } from './request.ts';
import type { ApiRequest, Target } from './request.ts';
import { PageNotFound, methodNotAllowed, notFound } from './status-error.ts';
import { VERSION } from './version.ts';

/** The stand-in's own: from here on every earlier resourceVersion is too old, as after etcd's compaction. Administrators only. */
const FORGET = '/sandbox/forget';
const HEALTH = /^\/(healthz|livez|readyz)(\/.*)?$/;

/** Answers one request; null when the answer was streamed. Throws a StatusError or PageNotFound. */
export async function route(
  cluster: Cluster,
  request: ApiRequest,
  response: Response,
): Promise<Reply | null> {
  const target = targetOf(request.path);
  if (target === null) return pathAnswer(cluster, request);
  if (target.plural === '') throw new PageNotFound();
  const verb = verbOf(request.method, target, request.query);
  authorise(cluster, request, verb, target);
  const review = request.method === 'POST' ? answerReview(cluster, target, request) : null;
  if (review) return review;
  const kind = cluster.registry.find(target.group, target.version, target.plural);
  if (!kind) throw new PageNotFound();
  if (kind.namespaced && target.namespace === '' && !['list', 'watch'].includes(verb))
    throw new PageNotFound();
  return await objectAnswer(cluster, kind, verb, target, request, response);
}

async function objectAnswer(
  cluster: Cluster,
  kind: Kind,
  verb: string,
  target: Target,
  request: ApiRequest,
  response: Response,
): Promise<Reply | null> {
  if (target.subresource === 'token' && kind.plural === 'serviceaccounts' && verb === 'create') {
    return requestToken(cluster, target, request);
  }
  const isStatus = target.subresource === 'status' && kind.hasStatus;
  if (target.subresource !== '' && !isStatus) throw notFound(resourceSubject(kind, target.name));
  if (isStatus && !['get', 'update', 'patch'].includes(verb)) {
    throw methodNotAllowed(resourceSubject(kind, ''), verb);
  }
  switch (verb) {
    case 'get':
      return getObject(cluster, kind, target, request);
    case 'list':
      return listObjects(cluster, kind, target, request);
    case 'watch':
      await watchObjects(cluster, kind, target, request, response);
      return null;
    case 'create':
      return createObject(cluster, kind, target, request);
    case 'update':
      return updateObject(cluster, kind, target, request);
    case 'patch':
      return patchObject(cluster, kind, target, request);
    case 'delete':
      return deleteObject(cluster, kind, target, request);
    case 'deletecollection':
      return deleteObjects(cluster, kind, target, request);
    default:
      throw methodNotAllowed(resourceSubject(kind, ''), verb);
  }
}

function pathAnswer(cluster: Cluster, request: ApiRequest): Reply {
  const { path } = request;
  authorisePath(cluster, request, request.method.toLowerCase());
  if (path === FORGET && request.method === 'POST') {
    cluster.store.log.forget(cluster.store.revision);
    return { code: 200, text: 'ok' };
  }
  if (request.method !== 'GET') throw new PageNotFound();
  if (HEALTH.test(path)) return { code: 200, text: 'ok' };
  if (path === '/version' || path === '/version/') return { code: 200, body: VERSION };
  const body = path.startsWith('/openapi/v3') ? openApiOf(cluster.registry, path) : discovery(cluster, path);
  if (!body) throw new PageNotFound();
  return { code: 200, body };
}

function discovery({ registry }: Cluster, path: string) {
  if (/^\/apis?(\/|$)/.test(path)) return discoveryOf(registry, path);
  return path === '/'
    ? { paths: ['/api', '/api/v1', '/apis', '/healthz', '/livez', '/openapi/v3', '/readyz', '/version'] }
    : undefined;
}
