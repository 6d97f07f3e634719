import { isIgnoredAnnotation, isIgnoredLabel } from '#server/domain/hedgehog/ignored-metadata.ts';
import { isObject, member } from '#server/domain/hedgehog/json.ts';
import { sendableSpec } from '#server/domain/hedgehog/normalise.ts';
import {
  OWNERSHIP,
  type DesiredResource,
  type JsonObject,
  type JsonValue,
  type LiveResource,
  type ManagedFieldsEntry,
} from '#server/domain/resource.ts';
import { isLegacyManager } from './legacy-managers.ts';

/** What client-side `kubectl apply` compares with: while it stands, the next one deletes what it does not name. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

export interface TakeOver {
  readonly managedFields: readonly ManagedFieldsEntry[];
  /** All annotations of the object, where one goes. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Who gave fields up. */
  readonly managers: readonly string[];
}

/**
 * Makes the fields that the source sets ours alone, where tools that wrote the object earlier own them too: shared, they would
 * stay in the cluster for good when they leave the source. What those tools own beside is left to them: the source never said
 * that it should go. Content stays as it is, but for kubectl's last-applied annotation.
 * @returns null = there is nothing to take over, or the server does not tell owners
 */
export function takeOver(desired: DesiredResource, live: LiveResource): TakeOver | null {
  const wanted = contentOf(desired);
  const managers: string[] = [];
  const kept: ManagedFieldsEntry[] = [];
  let moved: JsonObject | null = null;
  let ours: ManagedFieldsEntry | null = null;
  const dropsAnnotation = Object.hasOwn(live.annotations, LAST_APPLIED);

  for (const entry of live.managedFields) {
    if (isOurs(entry)) {
      ours = entry;
      continue;
    }
    const fields = dropsAnnotation ? withoutLastApplied(entry.fields) : entry.fields;
    if (!isLegacy(entry)) {
      if (fields !== null) kept.push({ ...entry, fields });
      continue;
    }
    const parts = fields === null ? { left: null, taken: null } : split(fields, wanted);
    if (parts.taken !== null) {
      managers.push(entry.manager);
      moved = union(moved, parts.taken);
    }
    if (parts.left !== null) kept.push({ ...entry, fields: parts.left });
  }
  if (moved === null && !dropsAnnotation) return null;
  const { manager, operation } = { manager: OWNERSHIP.fieldManager, operation: 'Apply' as const };
  const own = moved === null ? (ours?.fields ?? null) : union(ours?.fields ?? null, moved);
  const managedFields = [...(own === null ? [] : [{ manager, operation, fields: own }]), ...kept];
  // Without any entry the server would invent an owner of everything.
  if (managedFields.length === 0) return null;
  return {
    managedFields,
    managers: [...new Set(managers)],
    ...(dropsAnnotation ? { annotations: without(live.annotations, LAST_APPLIED) } : {}),
  };
}

const isOurs = ({ manager, operation, subresource }: ManagedFieldsEntry): boolean =>
  manager === OWNERSHIP.fieldManager && operation === 'Apply' && (subresource ?? '') === '';

/** Also what we wrote otherwise than by apply: a rollback. */
const isLegacy = ({ manager, subresource }: ManagedFieldsEntry): boolean =>
  (subresource ?? '') === '' && (isLegacyManager(manager) || manager === OWNERSHIP.fieldManager);

/** What an apply will send, our marks included. */
function contentOf({ kind, spec, labels, annotations }: DesiredResource): JsonObject {
  const set = (texts: Readonly<Record<string, string>>, ignored: (key: string) => boolean): JsonObject =>
    Object.fromEntries(Object.entries(texts).filter(([key]) => !ignored(key)));
  const sent = sendableSpec(kind, spec);
  return {
    // An empty one is not sent: owned by us, it would go.
    ...(Object.keys(sent).length === 0 ? {} : { spec: sent }),
    metadata: {
      labels: {
        ...set(labels, isIgnoredLabel),
        [OWNERSHIP.managedByLabel]: '',
        [OWNERSHIP.ownerLabel]: '',
      },
      annotations: { ...set(annotations, isIgnoredAnnotation), [OWNERSHIP.lastUpdatedAnnotation]: '' },
    },
  };
}

interface Parts {
  readonly left: JsonObject | null;
  readonly taken: JsonObject | null;
}

const FIELD = 'f:';

/** FieldsV1 in what a value sets and what it does not. "." is the existence of a map's entry, which goes with what is in it. */
function split(node: JsonObject, value: JsonValue): Parts {
  if (!isObject(value) || !Object.keys(node).some((key) => key.startsWith(FIELD))) {
    return { left: null, taken: node };
  }
  const left: Record<string, JsonValue> = {};
  const taken: Record<string, JsonValue> = {};
  for (const [key, child] of Object.entries(node)) {
    if (key === '.') continue;
    const inside = key.startsWith(FIELD) ? member(value, key.slice(FIELD.length)) : undefined;
    if (inside === undefined || !isObject(child)) {
      left[key] = child;
      continue;
    }
    const parts = split(child, inside);
    if (parts.left !== null) left[key] = parts.left;
    if (parts.taken !== null) taken[key] = parts.taken;
  }
  const some = (part: JsonObject): JsonObject | null => (Object.keys(part).length === 0 ? null : part);
  return { left: some(left), taken: some(taken) };
}

function union(left: JsonObject | null, right: JsonObject): JsonObject {
  const both: Record<string, JsonValue> = { ...left };
  for (const [key, node] of Object.entries(right)) {
    const known = member(both, key);
    both[key] = isObject(known) && isObject(node) ? union(known, node) : node;
  }
  return both;
}

/** Null = nothing else is owned. */
function withoutLastApplied(fields: JsonObject): JsonObject | null {
  const metadata = member(fields, 'f:metadata');
  const annotations = isObject(metadata) ? member(metadata, 'f:annotations') : undefined;
  if (!isObject(metadata) || !isObject(annotations) || !Object.hasOwn(annotations, FIELD + LAST_APPLIED)) {
    return fields;
  }
  const fewer = without(annotations, FIELD + LAST_APPLIED);
  const rest = hasNames(fewer) ? { ...metadata, 'f:annotations': fewer } : without(metadata, 'f:annotations');
  const left = hasNames(rest) ? { ...fields, 'f:metadata': rest } : without(fields, 'f:metadata');
  return Object.keys(left).length === 0 ? null : left;
}

const hasNames = (node: JsonObject): boolean => Object.keys(node).some((key) => key !== '.');

function without<T>(object: Readonly<Record<string, T>>, key: string): Record<string, T> {
  const { [key]: _, ...rest } = object;
  return rest;
}
