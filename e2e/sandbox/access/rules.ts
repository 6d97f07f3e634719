import { isObject, objectAt, stringAt, textsAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { CLUSTER_ROLES, CLUSTER_ROLE_BINDINGS, ROLES, ROLE_BINDINGS } from '../kinds/built-in.ts';
import { collectionOf } from '../kinds/kind.ts';
import type { Store } from '../store/store.ts';
import type { User } from './user.ts';

export interface Rule {
  verbs: string[];
  apiGroups: string[];
  resources: string[];
  resourceNames: string[];
  nonResourceURLs: string[];
}

/** What somebody wants to do to a resource. `resource` holds the subresource too: `vpcs/status`. */
export interface Action {
  verb: string;
  group: string;
  resource: string;
  namespace: string;
  name: string;
}

/** What anybody who is known may do, and anybody at all: the rules that every cluster has from the start. */
const DISCOVERY = [
  '/api',
  '/api/*',
  '/apis',
  '/apis/*',
  '/healthz',
  '/livez',
  '/openapi',
  '/openapi/*',
  '/readyz',
  '/version',
  '/version/',
];
const PUBLIC = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const ASK_ABOUT_SELF: Rule[] = [
  rule(['create'], ['authorization.k8s.io'], ['selfsubjectaccessreviews', 'selfsubjectrulesreviews']),
  rule(['create'], ['authentication.k8s.io'], ['selfsubjectreviews']),
];

function rule(verbs: string[], apiGroups: string[], resources: string[]): Rule {
  return { verbs, apiGroups, resources, resourceNames: [], nonResourceURLs: [] };
}

/** Every rule that holds for a user in a namespace (empty: in the whole cluster), from roles and their bindings. */
export function rulesFor(store: Store, user: User, namespace: string): Rule[] {
  const known = user.groups.includes('system:authenticated');
  if (user.groups.includes('system:masters')) {
    return [{ ...rule(['*'], ['*'], ['*']), nonResourceURLs: ['*'] }];
  }
  const paths = { ...rule(['get'], [], []), nonResourceURLs: known ? DISCOVERY : PUBLIC };
  const bound = [
    ...store.list(collectionOf(CLUSTER_ROLE_BINDINGS)),
    ...(namespace === '' ? [] : store.list(collectionOf(ROLE_BINDINGS), namespace)),
  ].filter((binding) => bindsTo(binding, user, namespace));
  return [...(known ? ASK_ABOUT_SELF : []), paths, ...bound.flatMap((binding) => roleRules(store, binding))];
}

export function allows(rules: Rule[], { verb, group, resource, name }: Action): boolean {
  return rules.some(
    (one) =>
      has(one.verbs, verb) &&
      has(one.apiGroups, group) &&
      (has(one.resources, resource) || one.resources.includes(`*/${resource.split('/')[1] ?? ''}`)) &&
      (one.resourceNames.length === 0 || one.resourceNames.includes(name)),
  );
}

export function allowsPath(rules: Rule[], verb: string, path: string): boolean {
  return rules.some(
    (one) =>
      has(one.verbs, verb) &&
      one.nonResourceURLs.some((url) =>
        url.endsWith('*') ? path.startsWith(url.slice(0, -1)) : url === path,
      ),
  );
}

/** As refusals say it: User "x" cannot list resource "vpcs" in API group "…" in the namespace "default". */
export function refusal(user: User, { verb, group, resource, namespace }: Action): string {
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return `User "${user.name}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;
}

function has(list: string[], word: string): boolean {
  return list.includes('*') || list.includes(word);
}

function bindsTo(binding: JsonObject, user: User, namespace: string): boolean {
  const subjects = Array.isArray(binding['subjects']) ? binding['subjects'].filter(isObject) : [];
  return subjects.some((subject) => {
    const name = stringAt(subject, 'name');
    if (subject['kind'] === 'User') return user.name === name;
    if (subject['kind'] === 'Group') return user.groups.includes(name);
    const home = stringAt(subject, 'namespace') || stringAt(binding['metadata'], 'namespace') || namespace;
    return user.name === `system:serviceaccount:${home}:${name}`;
  });
}

function roleRules(store: Store, binding: JsonObject): Rule[] {
  const reference = objectAt(binding, 'roleRef');
  const isClusterRole = reference['kind'] === 'ClusterRole';
  const namespace = isClusterRole ? '' : stringAt(binding['metadata'], 'namespace');
  const role = store.get(
    collectionOf(isClusterRole ? CLUSTER_ROLES : ROLES),
    `${namespace}/${stringAt(reference, 'name')}`,
  );
  const rules = role && Array.isArray(role['rules']) ? role['rules'].filter(isObject) : [];
  return rules.map((one) => ({
    verbs: textsAt(one, 'verbs'),
    apiGroups: textsAt(one, 'apiGroups'),
    resources: textsAt(one, 'resources'),
    resourceNames: textsAt(one, 'resourceNames'),
    nonResourceURLs: textsAt(one, 'nonResourceURLs'),
  }));
}
