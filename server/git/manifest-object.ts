import { lookupKind } from '#server/domain/hedgehog/lookup-kind.ts';
import type { DesiredResource, JsonObject, JsonValue } from '#server/domain/resource.ts';

/** What became of one object of a file. `faults` hold the path in the object, so that the caller can find the line. */
export type ObjectReading =
  | { readonly type: 'resource'; readonly resource: Omit<DesiredResource, 'origin'> }
  | { readonly type: 'other'; readonly why: string }
  | { readonly type: 'faults'; readonly faults: readonly ObjectFault[] };

interface ObjectFault {
  readonly path: readonly string[];
  readonly message: string;
}

/** RFC 1123 subdomain, as the API server demands of names. */
const NAME_PATTERN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LONGEST_NAME = 253;
const TOP_LEVEL = new Set(['apiVersion', 'kind', 'metadata', 'spec', 'status']);
/** Holds a whole earlier copy of the object; pasted by people, never ours to set. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const isMapping = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const named = (value: JsonValue | undefined): string =>
  value === undefined || value === null
    ? 'missing'
    : Array.isArray(value)
      ? 'a list'
      : isMapping(value)
        ? 'a mapping'
        : `a ${typeof value}`;

class Faults {
  readonly list: ObjectFault[] = [];

  add(path: readonly string[], message: string): void {
    this.list.push({ path, message });
  }

  texts(value: JsonValue | undefined, path: readonly string[]): Record<string, string> {
    const texts: Record<string, string> = {};
    if (value === undefined || value === null) return texts;
    if (!isMapping(value)) {
      this.add(path, `${path.join('.')} must be a mapping, not ${named(value)}`);
      return texts;
    }
    for (const [key, text] of Object.entries(value)) {
      if (typeof text === 'string') texts[key] = text;
      else if (text === null) texts[key] = '';
      else
        this.add(
          [...path, key],
          `${path.join('.')}.${key} must be a text, not ${named(text)}: write it in quotes`,
        );
    }
    return texts;
  }

  name(value: JsonValue | undefined, field: 'name' | 'namespace'): string {
    const path = ['metadata', field];
    if (value === undefined || value === null || value === '') {
      if (field === 'name') this.add(['metadata'], 'metadata.name is missing');
      return '';
    }
    if (typeof value !== 'string')
      this.add(path, `metadata.${field} must be a text, not ${named(value)}: write it in quotes`);
    else if (value.length > LONGEST_NAME || !NAME_PATTERN.test(value))
      this.add(
        path,
        `metadata.${field} must consist of lower case letters, digits, "-" and "." (at most ${LONGEST_NAME})`,
      );
    else return value;
    return '';
  }
}

/** Whether a mapping is a Kubernetes object at all: other YAML in the directory is not ours to judge. */
function outsider(value: JsonObject): string | null {
  const { apiVersion, kind } = value;
  if (apiVersion === undefined && kind === undefined)
    return 'not a Kubernetes object (no apiVersion, no kind)';
  if (typeof apiVersion === 'string' && typeof kind === 'string') {
    const looked = lookupKind(apiVersion, kind);
    return looked.found === null ? looked.why : null;
  }
  return null;
}

/**
 * One mapping of a file as a resource, with everything that the server fills (status, uid, managedFields …) left behind.
 * Kinds that are not synced are `other`: reported, not fatal. All faults of an object are found at once.
 */
export function readObject(value: JsonObject, defaultNamespace: string): ObjectReading {
  const why = outsider(value);
  if (why !== null) return { type: 'other', why };
  const faults = new Faults();
  const { apiVersion, kind, metadata, spec } = value;
  for (const [field, text] of [
    ['apiVersion', apiVersion],
    ['kind', kind],
  ] as const) {
    if (typeof text !== 'string') faults.add([field], `${field} must be a text, not ${named(text)}`);
  }
  for (const key of Object.keys(value)) {
    if (!TOP_LEVEL.has(key))
      faults.add([key], `unknown field "${key.slice(0, 100)}" beside metadata and spec`);
  }
  if (!isMapping(metadata)) {
    faults.add(
      metadata === undefined ? [] : ['metadata'],
      `metadata must be a mapping, not ${named(metadata)}`,
    );
  }
  const meta: JsonObject = isMapping(metadata) ? metadata : { name: 'unread' };
  const name = faults.name(meta['name'], 'name');
  const namespace = faults.name(meta['namespace'], 'namespace');
  const labels = faults.texts(meta['labels'], ['metadata', 'labels']);
  const annotations = faults.texts(meta['annotations'], ['metadata', 'annotations']);
  delete annotations[LAST_APPLIED];
  if (spec !== undefined && spec !== null && !isMapping(spec))
    faults.add(['spec'], `spec must be a mapping, not ${named(spec)}`);
  if (faults.list.length > 0) return { type: 'faults', faults: faults.list };
  return {
    type: 'resource',
    resource: {
      apiVersion: apiVersion as string,
      kind: kind as string,
      namespace: namespace === '' ? defaultNamespace : namespace,
      name,
      labels,
      annotations,
      spec: isMapping(spec) ? spec : {},
    },
  };
}
