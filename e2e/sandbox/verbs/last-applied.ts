import { isObject, objectAt, sortedJson, without } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { differenceOf, emptySet } from '../apply/fields-v1.ts';
import type { FieldSet } from '../apply/fields-v1.ts';
import { compareTyped, fieldSetOf } from '../apply/typed-compare.ts';
import type { Schema } from '../schema/structural-schema.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The fields that a client-side `kubectl apply` set last and that still have its values. */
export function fieldsLastApplied(schema: Schema, live: JsonObject): FieldSet {
  const last = lastApplied(live);
  if (!last) return emptySet();
  const { added, modified, removed } = compareTyped(schema, last, live);
  return [added, modified, removed].reduce(differenceOf, fieldSetOf(schema, last));
}

/** Keeps the annotation of client-side apply true where there is one. */
export function refreshLastApplied(object: JsonObject, config: JsonObject): JsonObject {
  const meta = objectAt(object, 'metadata');
  const annotations = objectAt(meta, 'annotations');
  if (!annotations[LAST_APPLIED]) return object;
  const given = objectAt(config, 'metadata');
  const others = without(objectAt(given, 'annotations'), LAST_APPLIED);
  const metadata =
    Object.keys(others).length > 0 ? { ...given, annotations: others } : without(given, 'annotations');
  const text = `${JSON.stringify(sortedJson({ ...config, metadata }))}\n`;
  return {
    ...object,
    metadata: { ...meta, annotations: { ...annotations, [LAST_APPLIED]: text } },
  };
}

function lastApplied(live: JsonObject): JsonObject | null {
  const text = objectAt(objectAt(live, 'metadata'), 'annotations')[LAST_APPLIED];
  if (typeof text !== 'string') return null;
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) && value['apiVersion'] === live['apiVersion'] ? value : null;
  } catch {
    return null;
  }
}
