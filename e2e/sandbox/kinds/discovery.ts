import type { JsonObject } from '../json.ts';
import type { Kind } from './kind.ts';
import type { Registry } from './registry.ts';

const VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const STATUS_VERBS = ['get', 'patch', 'update'];

/** Answers of the discovery paths; undefined for a group or version that is not served. */
export function discoveryOf(registry: Registry, path: string): JsonObject | undefined {
  const [root, first, second, ...more] = path.split('/').filter((part) => part !== '');
  if (more.length > 0) return undefined;
  if (root === 'api') {
    if (first === undefined) return coreVersions();
    return first === 'v1' && second === undefined ? resourceList(registry, '', 'v1') : undefined;
  }
  if (first === undefined) return groupList(registry);
  return second === undefined ? groupAnswer(registry, first) : resourceList(registry, first, second);
}

function coreVersions(): JsonObject {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [],
  };
}

function groupList(registry: Registry): JsonObject {
  const groups = [...registry.groups()].filter(([group]) => group !== '');
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groups.map(([group, versions]) => groupOf(group, versions)),
  };
}

function groupAnswer(registry: Registry, group: string): JsonObject | undefined {
  const versions = registry.groups().get(group);
  return versions && { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group, versions) };
}

function groupOf(group: string, versions: string[]): JsonObject {
  const entries = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: entries, preferredVersion: entries[0] ?? null };
}

function resourceList(registry: Registry, group: string, version: string): JsonObject | undefined {
  if (!registry.groups().get(group)?.includes(version)) return undefined;
  const kinds = registry.all().filter((kind) => kind.group === group && kind.version === version);
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: [...kinds.flatMap(resourcesOf), ...(QUESTIONS[group] ?? []).map(question)],
  };
}

function resourcesOf(kind: Kind): JsonObject[] {
  const { plural, singular, namespaced, shortNames, categories } = kind;
  const resource = {
    name: plural,
    singularName: singular,
    namespaced,
    kind: kind.kind,
    verbs: VERBS,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
  };
  const status = {
    name: `${plural}/status`,
    singularName: '',
    namespaced,
    kind: kind.kind,
    verbs: STATUS_VERBS,
  };
  const token = {
    name: `${plural}/token`,
    singularName: '',
    namespaced,
    group: 'authentication.k8s.io',
    version: 'v1',
    kind: 'TokenRequest',
    verbs: ['create'],
  };
  return [resource, ...(kind.hasStatus ? [status] : []), ...(plural === 'serviceaccounts' ? [token] : [])];
}

const QUESTIONS: Record<string, string[]> = {
  'authentication.k8s.io': ['SelfSubjectReview'],
  'authorization.k8s.io': ['SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'],
};

function question(kind: string): JsonObject {
  const singularName = kind.toLowerCase();
  return { name: `${singularName}s`, singularName, namespaced: false, kind, verbs: ['create'] };
}
