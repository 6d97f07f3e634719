import type { JsonObject } from '../json.ts';
import { OBJECT_META } from '../schema/object-meta.ts';
import { apiVersionOf } from './kind.ts';
import type { Kind } from './kind.ts';
import type { Registry } from './registry.ts';

/** OpenAPI v3 as far as kubectl reads it: which kinds there are, their fields, and that writes take `fieldValidation`. */
export function openApiOf(registry: Registry, path: string): JsonObject | undefined {
  const place = path.replace(/^\/openapi\/v3\/?/, '');
  if (place === '') return { paths: index(registry) };
  const kinds = registry.all().filter((kind) => placeOf(kind) === place);
  return kinds.length > 0 ? documentOf(kinds) : undefined;
}

function placeOf({ group, version }: Kind): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`;
}

function index(registry: Registry): JsonObject {
  const places = new Set(registry.all().map(placeOf));
  return Object.fromEntries(
    [...places].map((place) => [place, { serverRelativeURL: `/openapi/v3/${place}` }]),
  );
}

const META_NAME = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

function documentOf(kinds: Kind[]): JsonObject {
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.34.4' },
    paths: Object.assign({}, ...kinds.map(pathsOf)) as JsonObject,
    components: {
      schemas: Object.fromEntries([
        [META_NAME, OBJECT_META as JsonObject],
        ...kinds.map((kind) => [nameOf(kind), schemaOf(kind)]),
      ]),
    },
  };
}

function nameOf({ group, version, kind }: Kind): string {
  return [...group.split('.').toReversed(), version, kind].filter((part) => part !== '').join('.');
}

function identity({ group, version, kind }: Kind): JsonObject {
  return { group, kind, version };
}

function schemaOf(kind: Kind): JsonObject {
  const metadata = { allOf: [{ $ref: `#/components/schemas/${META_NAME}` }], default: {} };
  return {
    ...(kind.schema as JsonObject),
    properties: { ...(kind.schema.properties as JsonObject), metadata },
    'x-kubernetes-group-version-kind': [identity(kind)],
  };
}

function pathsOf(kind: Kind): JsonObject {
  const base = `/${placeOf(kind)}${kind.namespaced ? '/namespaces/{namespace}' : ''}/${kind.plural}`;
  const operation = (action: string, names: string[]): JsonObject => ({
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': identity(kind),
    description: `${action} ${apiVersionOf(kind)} ${kind.kind}`,
    parameters: names.map((name) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } })),
    responses: { '200': { description: 'OK' } },
  });
  const write = ['dryRun', 'fieldManager', 'fieldValidation'];
  return {
    [base]: { get: operation('list', ['limit', 'continue']), post: operation('post', write) },
    [`${base}/{name}`]: {
      get: operation('get', []),
      put: operation('put', write),
      patch: operation('patch', [...write, 'force']),
      delete: operation('delete', ['dryRun']),
    },
  };
}
