import type { Cluster } from '../cluster.ts';
import { equalJson, isObject, objectAt, sortedJson, stringAt, textsAt, without } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { forbiddenField, invalid } from '../http/field-error.ts';
import type { FieldError } from '../http/field-error.ts';
import { OBJECT_MODIFIED, conflict, unprocessable } from '../http/status-error.ts';
import { collectionOf, keyOf, kindSubject, resourceSubject } from '../kinds/kind.ts';
import type { Kind } from '../kinds/kind.ts';
import { completeBuiltIn } from './complete-built-in.ts';
import { validateObject } from './validate-object.ts';

export interface Update {
  existing: JsonObject;
  next: JsonObject;
  subresource: '' | 'status';
  dryRun: boolean;
}

/**
 * Stores a changed object (or only says what would be stored). Nothing is written, and no revision spent, when nothing but times of
 * managedFields differs. Throws a StatusError: 409 for another resourceVersion, 422 for an invalid object.
 */
export function storeChanged(
  cluster: Cluster,
  kind: Kind,
  { existing, next, subresource, dryRun }: Update,
): JsonObject {
  const before = objectAt(existing, 'metadata');
  const name = stringAt(before, 'name');
  const given = objectAt(next, 'metadata');
  const revision = stringAt(given, 'resourceVersion');
  if (revision !== '' && revision !== before['resourceVersion']) {
    throw conflict(resourceSubject(kind, name), OBJECT_MODIFIED);
  }
  const uid = stringAt(given, 'uid');
  if (uid !== '' && uid !== before['uid']) {
    const error = invalid('metadata.uid', uid, 'field is immutable');
    throw unprocessable(kindSubject(kind, name), [error, error]);
  }
  const object = withGeneration(
    kind,
    existing,
    completed(cluster, kind, merged(kind, existing, next, subresource)),
  );
  const errors = [...addedFinalizers(before, objectAt(object, 'metadata')), ...validateObject(kind, object)];
  if (errors.length > 0) throw unprocessable(kindSubject(kind, name), errors);
  if (isSame(existing, object)) return existing;
  const sorted = sortedJson(object) as JsonObject;
  if (dryRun) return sorted;
  const key = keyOf(kind, stringAt(before, 'namespace'), name);
  if (isReleased(sorted)) {
    cluster.store.remove(collectionOf(kind), key);
    return sorted;
  }
  return cluster.store.put(collectionOf(kind), key, sorted);
}

function addedFinalizers(before: JsonObject, after: JsonObject): FieldError[] {
  if (before['deletionTimestamp'] === undefined) return [];
  const had = textsAt(before, 'finalizers');
  const added = textsAt(after, 'finalizers').filter((name) => !had.includes(name));
  if (added.length === 0) return [];
  const list = `[]string{${added.map((name) => JSON.stringify(name)).join(', ')}}`;
  const why = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
  // Twice, as the real server says everything about changed metadata of custom objects.
  const error = forbiddenField('metadata.finalizers', why);
  return [error, error];
}

/** What an endpoint may change: the object itself not its status, the status endpoint nothing else. */
function merged(kind: Kind, existing: JsonObject, next: JsonObject, subresource: '' | 'status'): JsonObject {
  const before = objectAt(existing, 'metadata');
  const given = objectAt(next, 'metadata');
  const owners = given['managedFields'] === undefined ? {} : { managedFields: given['managedFields'] };
  if (subresource === 'status') {
    return {
      ...without(existing, 'status'),
      ...(next['status'] === undefined ? {} : { status: next['status'] }),
      metadata: { ...without(before, 'managedFields'), ...owners },
    };
  }
  const fixed = [
    'name',
    'namespace',
    'uid',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generation',
    'resourceVersion',
    'generateName',
  ];
  const kept = Object.fromEntries(
    fixed.flatMap((field) => (before[field] === undefined ? [] : [[field, before[field]]])),
  );
  const metadata = { ...without(given, ...fixed), ...kept };
  if (!kind.hasStatus) return { ...next, metadata };
  const status = existing['status'] === undefined ? {} : { status: existing['status'] };
  return { ...without(next, 'status'), ...status, metadata };
}

function completed(cluster: Cluster, kind: Kind, object: JsonObject): JsonObject {
  const whole = kind.custom ? object : completeBuiltIn(kind, object, cluster.now());
  // Conditions keep their first times.
  return kind.custom || object['status'] === undefined ? whole : { ...whole, status: object['status'] };
}

function withGeneration(kind: Kind, existing: JsonObject, object: JsonObject): JsonObject {
  const content = (of: JsonObject) => without(of, 'metadata', ...(kind.hasStatus ? ['status'] : []));
  const generation = objectAt(existing, 'metadata')['generation'];
  if (typeof generation !== 'number' || equalJson(content(existing), content(object))) return object;
  return { ...object, metadata: { ...objectAt(object, 'metadata'), generation: generation + 1 } };
}

function isSame(existing: JsonObject, object: JsonObject): boolean {
  return equalJson(withoutTimes(existing), withoutTimes(object));
}

function withoutTimes(object: JsonObject): JsonObject {
  const meta = objectAt(object, 'metadata');
  const entries = meta['managedFields'];
  if (!Array.isArray(entries)) return object;
  return {
    ...object,
    metadata: {
      ...meta,
      managedFields: entries.map((entry) => (isObject(entry) ? without(entry, 'time') : entry)),
    },
  };
}

/** An object that waits for its deletion goes when its last finalizer does. */
function isReleased(object: JsonObject): boolean {
  const meta = objectAt(object, 'metadata');
  const finalizers = meta['finalizers'];
  return meta['deletionTimestamp'] !== undefined && (!Array.isArray(finalizers) || finalizers.length === 0);
}
