import { isObject, objectAt, without } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { emptySet } from '../apply/fields-v1.ts';
import type { FieldSet } from '../apply/fields-v1.ts';
import { decodeManagers, encodeManagers } from '../apply/managed-fields.ts';
import type { ManagerName, Managers } from '../apply/managed-fields.ts';
import { trackUpdate } from '../apply/server-side-apply.ts';
import { apiVersionOf } from '../kinds/kind.ts';
import type { Kind } from '../kinds/kind.ts';

export interface Writer {
  manager: string;
  subresource: '' | 'status';
  /** RFC 3339, whole seconds. */
  now: string;
}

/** Fields that an endpoint leaves alone: the status at the object itself, everything else at its status. */
export function resetFields(kind: Kind, subresource: '' | 'status'): FieldSet {
  if (!kind.hasStatus) return emptySet();
  if (subresource === '') return { ...emptySet(), members: new Set(['f:status']) };
  const others = Object.keys(kind.schema.properties ?? {}).filter((field) => field !== 'status');
  return { ...emptySet(), members: new Set(others.map((field) => `f:${field}`)) };
}

export function managerName(kind: Kind, writer: Writer, operation: 'Apply' | 'Update'): ManagerName {
  return {
    manager: writer.manager,
    operation,
    subresource: writer.subresource,
    apiVersion: apiVersionOf(kind),
  };
}

export function managersOf(object: JsonObject): Managers {
  return decodeManagers(objectAt(object, 'metadata')['managedFields']);
}

export function withoutManagers(object: JsonObject): JsonObject {
  return { ...object, metadata: without(objectAt(object, 'metadata'), 'managedFields') };
}

export function withManagers(object: JsonObject, managers: Managers): JsonObject {
  const bare = withoutManagers(object);
  if (managers.size === 0) return bare;
  return { ...bare, metadata: { ...objectAt(bare, 'metadata'), managedFields: encodeManagers(managers) } };
}

/**
 * The object with managedFields that tell what this create, update or patch did (`live` is null on create).
 * An object whose managedFields were cleared stays without until somebody applies.
 */
export function trackWrite(
  kind: Kind,
  writer: Writer,
  live: JsonObject | null,
  next: JsonObject,
): JsonObject {
  const managers = managersBefore(writer, live, next);
  if (managers.size === 0 && live !== null) return withoutManagers(next);
  const tracked = trackUpdate({
    schema: kind.schema,
    managers,
    name: managerName(kind, writer, 'Update'),
    now: writer.now,
    reset: resetFields(kind, writer.subresource),
    live: live === null ? {} : withoutManagers(live),
    next: withoutManagers(next),
  });
  return withManagers(next, tracked);
}

/** A client may edit managedFields itself, except by way of a subresource; an empty list clears them. */
function managersBefore(writer: Writer, live: JsonObject | null, next: JsonObject): Managers {
  const given = objectAt(next, 'metadata')['managedFields'];
  if (writer.subresource === '') {
    if (isReset(given)) return new Map();
    const edited = decodeManagers(given);
    if (edited.size > 0) return edited;
  }
  return live === null ? new Map() : managersOf(live);
}

function isReset(given: Json | undefined): boolean {
  if (!Array.isArray(given)) return false;
  const [only] = given;
  return given.length === 0 || (given.length === 1 && isObject(only) && Object.keys(only).length === 0);
}
