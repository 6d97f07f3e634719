import type { DesiredResource } from '#server/domain/resource.ts';
import type { HedgehogObject } from './hedgehog-objects.ts';

/** As the engine reads it from Git. */
export function asDesired(
  { apiVersion, kind, metadata, spec }: HedgehogObject,
  namespace: string,
): DesiredResource {
  return { apiVersion, kind, namespace, name: metadata.name, labels: {}, annotations: {}, spec };
}
