import { randomInt, randomUUID } from 'node:crypto';
import type { Cluster } from '../cluster.ts';
import { timestamp } from '../cluster.ts';
import { objectAt, sortedJson, stringAt, without } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { alreadyExists, badRequest, notFound, unforeseen, unprocessable } from '../http/status-error.ts';
import { NAMESPACES } from '../kinds/built-in.ts';
import { collectionOf, keyOf, kindSubject, resourceSubject } from '../kinds/kind.ts';
import type { Kind } from '../kinds/kind.ts';
import { dropNulls, fillDefaults } from '../schema/default.ts';
import { validateObject } from './validate-object.ts';
import { completeBuiltIn } from './complete-built-in.ts';

/** Stores a new object (or only says what would be stored) after the checks of the API server. Throws a StatusError. */
export function storeNew(
  cluster: Cluster,
  kind: Kind,
  namespace: string,
  given: JsonObject,
  dryRun: boolean,
): JsonObject {
  const meta = objectAt(given, 'metadata');
  const namespaceGiven = stringAt(meta, 'namespace');
  if (kind.namespaced && namespaceGiven !== '' && namespaceGiven !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (kind.namespaced && !cluster.store.get(collectionOf(NAMESPACES), `/${namespace}`)) {
    throw notFound(resourceSubject(NAMESPACES, namespace));
  }
  const base = stringAt(meta, 'generateName');
  const name = stringAt(meta, 'name') || (base === '' ? '' : `${base}${randomSuffix()}`);
  const now = cluster.now();
  const object = completeBuiltIn(
    kind,
    {
      ...(kind.hasStatus ? without(given, 'status') : given),
      metadata: {
        ...without(meta, 'deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink'),
        ...(name === '' ? {} : { name }),
        ...(kind.namespaced ? { namespace } : {}),
        uid: randomUUID(),
        creationTimestamp: timestamp(now),
        ...(kind.custom || kind.plural === 'customresourcedefinitions' ? { generation: 1 } : {}),
      },
    },
    now,
  );
  const errors = validateObject(kind, object);
  if (errors.length > 0) throw unprocessable(kindSubject(kind, name), errors);
  if (stringAt(meta, 'resourceVersion') !== '') {
    throw unforeseen('resourceVersion should not be set on objects to be created');
  }
  const key = keyOf(kind, namespace, name);
  const present = cluster.store.get(collectionOf(kind), key);
  if (present) {
    const isBeingDeleted = objectAt(present, 'metadata')['deletionTimestamp'] !== undefined;
    throw alreadyExists(resourceSubject(kind, name), isBeingDeleted);
  }
  const sorted = sortedJson(object) as JsonObject;
  return dryRun ? sorted : cluster.store.put(collectionOf(kind), key, sorted);
}

/** Defaults and nulls as create and update treat them, before ownership is worked out. */
export function withDefaults(kind: Kind, object: JsonObject): JsonObject {
  return tidyMeta(dropNulls(kind.schema, fillDefaults(kind.schema, object)) as JsonObject);
}

/** Empty maps and lists of metadata are not kept. */
export function tidyMeta(object: JsonObject): JsonObject {
  const meta = Object.entries(objectAt(object, 'metadata')).filter(
    ([, value]) => value !== null && (typeof value !== 'object' || Object.keys(value).length > 0),
  );
  return { ...object, metadata: Object.fromEntries(meta) };
}

const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LENGTH = 5;

function randomSuffix(): string {
  return Array.from({ length: SUFFIX_LENGTH }, () => SUFFIX_ALPHABET[randomInt(SUFFIX_ALPHABET.length)]).join(
    '',
  );
}
