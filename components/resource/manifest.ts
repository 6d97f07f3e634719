import type { ResourceDetail } from '#server/domain/wire/resource.ts';

/** The object as it should be, in the order in which manifests are written; null when it is not desired. */
export function manifestOf(resource: ResourceDetail): Readonly<Record<string, unknown>> | null {
  const { desired } = resource;
  if (desired === null) return null;
  if ('kind' in desired && 'metadata' in desired) {
    const { apiVersion, kind, metadata, ...rest } = desired;
    return { apiVersion, kind, metadata, ...rest };
  }
  // Only the content is kept by some answers: identity stands beside it.
  const { metadata, spec, ...rest } = desired;
  const hasSpec = 'spec' in desired;
  return {
    apiVersion: resource.api_version,
    kind: resource.kind,
    metadata: { name: resource.name, namespace: resource.namespace, ...(isRecord(metadata) ? metadata : {}) },
    ...(hasSpec ? { ...rest, spec } : { spec: desired }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
