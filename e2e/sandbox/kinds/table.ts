import { objectAt, stringAt, without } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { metadataOnly } from '../http/accept.ts';
import { readPath } from './json-path.ts';
import type { Column, Kind } from './kind.ts';
import { since } from './duration.ts';

/** Objects as the table that kubectl prints. */
export function tableOf(
  kind: Kind,
  objects: JsonObject[],
  metadata: JsonObject,
  query: URLSearchParams,
  now: Date,
): JsonObject {
  const include = query.get('includeObject') ?? 'Metadata';
  const only =
    objects.length === 1
      ? { resourceVersion: stringAt(objectAt(objects[0], 'metadata'), 'resourceVersion') }
      : {};
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata:
      metadata['continue'] === '' ? without({ ...only, ...metadata }, 'continue') : { ...only, ...metadata },
    columnDefinitions: [NAME, ...kind.columns.map(definition)],
    rows: objects.map((object) => ({
      cells: [
        stringAt(objectAt(object, 'metadata'), 'name'),
        ...kind.columns.map((column) => cell(column, object, now)),
      ],
      ...(include === 'None' ? {} : { object: include === 'Object' ? object : metadataOnly(object) }),
    })),
  };
}

const NAME: JsonObject = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'Name must be unique within a namespace.',
  priority: 0,
};

function definition({
  name,
  type,
  format = '',
  description = '',
  jsonPath,
  priority = 0,
}: Column): JsonObject {
  const text = description || `Custom resource definition column (in JSONPath format): ${jsonPath}`;
  return { name, type, format, description: text, priority };
}

function cell({ type, jsonPath }: Column, object: JsonObject, now: Date): Json {
  const value = readPath(object, jsonPath);
  if (value === undefined) return null;
  if (type === 'string') return typeof value === 'string' ? value : JSON.stringify(value);
  if (type === 'date') return typeof value === 'string' ? since(new Date(value), now) : null;
  const wanted = type === 'boolean' ? 'boolean' : 'number';
  return typeof value === wanted ? value : null;
}
