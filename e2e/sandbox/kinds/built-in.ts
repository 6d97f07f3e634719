import { wholeObject } from '../schema/object-meta.ts';
import type { Schema } from '../schema/structural-schema.ts';
import type { Column, Kind } from './kind.ts';

const FREE: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const FREE_LIST: Schema = { type: 'array', items: FREE };
const TEXT_MAP: Schema = { type: 'object', additionalProperties: { type: 'string' } };
const AGE: Column = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

function builtIn(
  kind: Pick<Kind, 'group' | 'kind' | 'plural' | 'namespaced'> & Partial<Kind>,
  fields: Record<string, Schema>,
): Kind {
  return {
    version: 'v1',
    listKind: `${kind.kind}List`,
    singular: kind.kind.toLowerCase(),
    shortNames: [],
    categories: [],
    hasStatus: false,
    columns: [AGE],
    custom: false,
    names: 'subdomain',
    ...kind,
    schema: wholeObject({ type: 'object', properties: fields }),
  };
}

const RBAC = 'rbac.authorization.k8s.io';
const ROLE: Record<string, Schema> = { rules: FREE_LIST, aggregationRule: FREE };
const BINDING: Record<string, Schema> = {
  subjects: FREE_LIST,
  roleRef: { ...FREE, 'x-kubernetes-map-type': 'atomic' },
};

export const NAMESPACES = builtIn(
  {
    group: '',
    kind: 'Namespace',
    plural: 'namespaces',
    namespaced: false,
    shortNames: ['ns'],
    names: 'label',
    hasStatus: true,
    columns: [{ name: 'Status', type: 'string', jsonPath: '.status.phase' }, AGE],
  },
  { spec: FREE, status: FREE },
);

export const SERVICE_ACCOUNTS = builtIn(
  { group: '', kind: 'ServiceAccount', plural: 'serviceaccounts', namespaced: true, shortNames: ['sa'] },
  { secrets: FREE_LIST, imagePullSecrets: FREE_LIST, automountServiceAccountToken: { type: 'boolean' } },
);

export const CUSTOM_RESOURCE_DEFINITIONS = builtIn(
  {
    group: 'apiextensions.k8s.io',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    namespaced: false,
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
    hasStatus: true,
    columns: [{ name: 'Created At', type: 'date', jsonPath: '.metadata.creationTimestamp' }],
  },
  { spec: FREE, status: FREE },
);

export const ROLES = builtIn(
  { group: RBAC, kind: 'Role', plural: 'roles', namespaced: true, names: 'path' },
  ROLE,
);
export const CLUSTER_ROLES = builtIn(
  { group: RBAC, kind: 'ClusterRole', plural: 'clusterroles', namespaced: false, names: 'path' },
  ROLE,
);
export const ROLE_BINDINGS = builtIn(
  { group: RBAC, kind: 'RoleBinding', plural: 'rolebindings', namespaced: true, names: 'path' },
  BINDING,
);
export const CLUSTER_ROLE_BINDINGS = builtIn(
  {
    group: RBAC,
    kind: 'ClusterRoleBinding',
    plural: 'clusterrolebindings',
    namespaced: false,
    names: 'path',
  },
  BINDING,
);

/** What every cluster serves before any CRD is added: as much as a fabric's tools meet. */
export const BUILT_IN_KINDS: Kind[] = [
  NAMESPACES,
  SERVICE_ACCOUNTS,
  builtIn(
    { group: '', kind: 'ConfigMap', plural: 'configmaps', namespaced: true, shortNames: ['cm'] },
    { data: TEXT_MAP, binaryData: TEXT_MAP, immutable: { type: 'boolean' } },
  ),
  builtIn(
    { group: '', kind: 'Secret', plural: 'secrets', namespaced: true },
    { data: TEXT_MAP, stringData: TEXT_MAP, type: { type: 'string' }, immutable: { type: 'boolean' } },
  ),
  CUSTOM_RESOURCE_DEFINITIONS,
  ROLES,
  ROLE_BINDINGS,
  CLUSTER_ROLES,
  CLUSTER_ROLE_BINDINGS,
];
