import { objectAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { ApiRequest } from './request.ts';
import { StatusError } from './status-error.ts';

export type Shape = 'Object' | 'Table' | 'PartialObjectMetadata';

const ACCEPTED = new Set(['application/json', 'application/yaml', 'application/*', '*/*', '']);

/** In which form a client wants objects: whole, as a table for people, or their metadata only. The first that we have wins. */
export function shapeOf({ headers }: Pick<ApiRequest, 'headers'>): Shape {
  for (const range of (headers.accept ?? '*/*').split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    if (!ACCEPTED.has(type)) continue;
    const form = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3);
    if (form === undefined) return 'Object';
    if (form === 'Table') return 'Table';
    if (form === 'PartialObjectMetadata' || form === 'PartialObjectMetadataList')
      return 'PartialObjectMetadata';
  }
  throw new StatusError(
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  );
}

export function metadataOnly(object: JsonObject): JsonObject {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: objectAt(object, 'metadata'),
  };
}
