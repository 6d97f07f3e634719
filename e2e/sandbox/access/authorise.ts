import type { Cluster } from '../cluster.ts';
import type { ApiRequest, Target } from '../http/request.ts';
import { StatusError, forbidden } from '../http/status-error.ts';
import { allows, allowsPath, refusal, rulesFor } from './rules.ts';

/** Refuses what the user has no right to: a 403 that says what is missing, in the API server's words. */
export function authorise({ store }: Cluster, { user }: ApiRequest, verb: string, target: Target): void {
  const { group, plural, subresource, name } = target;
  const resource = subresource === '' ? plural : `${plural}/${subresource}`;
  // A namespace is itself in its namespace, as far as rights go.
  const namespace = plural === 'namespaces' && group === '' ? name : target.namespace;
  const action = { verb, group, resource, namespace, name };
  if (allows(rulesFor(store, user, namespace), action)) return;
  throw forbidden({ name, group, kind: plural }, refusal(user, action));
}

/** The same for paths that name no resource. */
export function authorisePath({ store }: Cluster, { user, path }: ApiRequest, verb: string): void {
  if (allowsPath(rulesFor(store, user, ''), verb, path)) return;
  throw new StatusError(403, 'Forbidden', `forbidden: User "${user.name}" cannot ${verb} path "${path}"`, {});
}
