import { AppError } from '#server/domain/app-error.ts';
import type { RequestContext } from './context.ts';
import { refusedObject } from './invalid.ts';
import { plainWords } from './plain-words.ts';
import type { StatusBody } from './status-body.ts';

const USER_CANNOT =
  /User "([^"]*)" cannot (\S+) (?:resource "([^"]+)"(?: in API group "([^"]*)")?(?: in the namespace "([^"]*)")?|path "([^"]+)")/;
const ANONYMOUS = 'system:anonymous';
/** A CRD that is being deleted takes nothing new while its objects go. */
const CRD_LEAVES = /while custom resource definition is terminating/;

/**
 * A 403 that no webhook sent: missing RBAC, or a refusal by the API server's own admission (quota, a namespace that is going away), which
 * says "is forbidden" but not "User … cannot …".
 */
export function forbiddenError(body: StatusBody, context: RequestContext): AppError {
  const match = USER_CANNOT.exec(body.message);
  if (CRD_LEAVES.test(body.message) && context.kind !== undefined) {
    return new AppError('K8S_CRD_NOT_FOUND', { kind: context.kind, resource: context.resource ?? '' });
  }
  if (match?.[1] === ANONYMOUS) return new AppError('K8S_AUTH_INVALID_TOKEN');
  if (match === null && body.fromKubernetes && context.object !== undefined) {
    const why = / is forbidden: (.+)$/s.exec(body.message)?.[1];
    if (why !== undefined) {
      const field = body.causes[0]?.field || 'admission';
      return refusedObject(context, [{ field, message: why }]);
    }
  }
  return new AppError('K8S_AUTH_INSUFFICIENT_PERMISSIONS', {
    missing: plainWords(match === null ? attempted(context) : namedRight(match), context.secrets),
  });
}

function namedRight([, , verb = '', plural, group, namespace, path]: RegExpExecArray): string {
  if (plural === undefined) return `${verb} ${path ?? ''}`;
  const resource = group === undefined || group === '' ? plural : `${plural}.${group}`;
  return namespace === undefined ? `${verb} ${resource}` : `${verb} ${resource} in namespace ${namespace}`;
}

function attempted({ verb, resource, object }: RequestContext): string {
  if (resource === undefined) return verb;
  return object === undefined
    ? `${verb} ${resource}`
    : `${verb} ${resource} in namespace ${object.namespace}`;
}
