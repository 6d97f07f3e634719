import type { ResourceDetail } from '#server/domain/wire/resource.ts';

type Shown = Pick<ResourceDetail, 'api_version' | 'kind' | 'namespace' | 'name' | 'desired'>;

/** The object as it should be, in the order in which manifests are written; null when it is not desired. */
export function manifestOf(resource: Shown): Readonly<Record<string, unknown>> | null {
  if (resource.desired === null) return null;
  const { labels, annotations, ...content } = resource.desired;
  return {
    apiVersion: resource.api_version,
    kind: resource.kind,
    metadata: {
      name: resource.name,
      namespace: resource.namespace,
      ...(isFilled(labels) ? { labels } : {}),
      ...(isFilled(annotations) ? { annotations } : {}),
    },
    ...content,
  };
}

function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
