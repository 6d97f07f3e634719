import { stringify } from 'yaml';
import { isIgnoredAnnotation, isIgnoredLabel } from '#server/domain/hedgehog/ignored-metadata.ts';
import { sendableSpec } from '#server/domain/hedgehog/normalise.ts';
import type { DesiredResource, JsonObject, JsonValue } from '#server/domain/resource.ts';

/**
 * One object as a YAML document that `kubectl apply` takes, in the usual order of fields, without our marks and without what the
 * server and the webhooks keep. Kubernetes reads YAML 1.1: texts that would be something else there (`on`, `0123`, `10:20`) are
 * quoted.
 */
export function manifestYaml(resource: DesiredResource): string {
  const { apiVersion, kind, namespace, name, labels, annotations } = resource;
  const spec = byName(sendableSpec(kind, resource.spec));
  const manifest = {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      ...filled('labels', texts(labels, isIgnoredLabel)),
      ...filled('annotations', texts(annotations, isIgnoredAnnotation)),
    },
    // An empty one too: it stands there in what people wrote.
    spec,
  };
  return stringify(manifest, {
    version: '1.2',
    compat: 'yaml-1.1',
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
}

/** Keys in one order, whatever the object came through: the same content is the same file. Lists keep theirs. */
function byName<T extends JsonValue>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry: JsonValue) => byName(entry)) as unknown as T;
  const entries = Object.entries(value as JsonObject).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, child]) => [key, byName(child)])) as T;
}

function texts(
  all: Readonly<Record<string, string>>,
  ignored: (key: string) => boolean,
): Record<string, string> {
  const kept = Object.entries(all).filter(([key]) => !ignored(key));
  return Object.fromEntries(kept.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function filled(field: string, value: JsonObject): Record<string, JsonObject> {
  return Object.keys(value).length === 0 ? {} : { [field]: value };
}

/** What the file says of itself. Lines are cut at control characters: nothing of it can leave its comment. */
export function exportHeader(lines: readonly string[]): string {
  return lines.map((line) => `# ${line.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')}\n`).join('');
}
