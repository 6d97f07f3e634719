import type { Cluster } from '../cluster.ts';
import { isObject, objectAt, stringAt } from '../json.ts';
import type { Json } from '../json.ts';
import { invalid } from '../http/field-error.ts';
import type { Reply } from '../http/reply.ts';
import type { ApiRequest, Target } from '../http/request.ts';
import { badRequest, notFound, unprocessable } from '../http/status-error.ts';
import { SERVICE_ACCOUNTS } from '../kinds/built-in.ts';
import { collectionOf, resourceSubject } from '../kinds/kind.ts';
import { TOKEN_ISSUER, signToken } from './tokens.ts';

const LEAST_SECONDS = 600;
const DEFAULT_SECONDS = 3600;

/** POST on a service account's `token`: a new token with an end. */
export function requestToken(cluster: Cluster, target: Target, { body }: ApiRequest): Reply {
  const account = cluster.store.get(collectionOf(SERVICE_ACCOUNTS), `${target.namespace}/${target.name}`);
  if (!account) throw notFound(resourceSubject(SERVICE_ACCOUNTS, target.name));
  const request = parse(body);
  const seconds = objectAt(request, 'spec')['expirationSeconds'] ?? DEFAULT_SECONDS;
  if (typeof seconds !== 'number' || seconds < LEAST_SECONDS) {
    throw unprocessable({ name: '', group: 'authentication.k8s.io', kind: 'TokenRequest' }, [
      invalid('spec.expirationSeconds', seconds, 'may not specify a duration less than 10 minutes'),
    ]);
  }
  const issuedAt = Math.floor(cluster.now().getTime() / 1000);
  const uid = stringAt(objectAt(account, 'metadata'), 'uid');
  const subject = { namespace: target.namespace, name: target.name, uid };
  return {
    code: 201,
    body: {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name: target.name, namespace: target.namespace, creationTimestamp: null },
      spec: { audiences: [TOKEN_ISSUER], expirationSeconds: seconds, boundObjectRef: null },
      status: {
        token: signToken(cluster.tokenKey, subject, issuedAt, issuedAt + seconds),
        expirationTimestamp: new Date((issuedAt + seconds) * 1000).toISOString().replace('.000', ''),
      },
    },
  };
}

function parse(body: Buffer) {
  if (body.length === 0) return {};
  try {
    const value = JSON.parse(body.toString('utf8')) as Json;
    return isObject(value) ? value : {};
  } catch {
    throw badRequest('the body of the request is not JSON');
  }
}
