import { timestamp } from '../cluster.ts';
import { objectAt, stringAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { CUSTOM_RESOURCE_DEFINITIONS, NAMESPACES } from '../kinds/built-in.ts';
import type { Kind } from '../kinds/kind.ts';

/** What the API server and its controllers add to built-in kinds, done at once here. */
export function completeBuiltIn(kind: Kind, object: JsonObject, now: Date): JsonObject {
  if (kind === NAMESPACES) return completeNamespace(object);
  if (kind === CUSTOM_RESOURCE_DEFINITIONS) return completeDefinition(object, now);
  return object;
}

function completeNamespace(object: JsonObject): JsonObject {
  const meta = objectAt(object, 'metadata');
  const labels = { ...objectAt(meta, 'labels'), 'kubernetes.io/metadata.name': stringAt(meta, 'name') };
  return {
    ...object,
    metadata: { ...meta, labels },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

function completeDefinition(object: JsonObject, now: Date): JsonObject {
  const spec = objectAt(object, 'spec');
  const given = objectAt(spec, 'names');
  const kind = stringAt(given, 'kind');
  const names: JsonObject = { singular: kind.toLowerCase(), listKind: `${kind}List`, ...given };
  const versions = Array.isArray(spec['versions']) ? spec['versions'] : [];
  const stored = versions.flatMap((version) =>
    objectAt({ version }, 'version')['storage'] === true ? [stringAt(version, 'name')] : [],
  );
  const condition = (type: string, reason: string, message: string): JsonObject => ({
    lastTransitionTime: timestamp(now),
    message,
    reason,
    status: 'True',
    type,
  });
  return {
    ...object,
    spec: { conversion: { strategy: 'None' }, ...spec, names },
    status: {
      acceptedNames: names,
      conditions: [
        condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
        condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
      ],
      storedVersions: stored,
    },
  };
}
