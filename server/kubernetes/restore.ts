import {
  OWNERSHIP,
  type JsonObject,
  type ManagedFieldsEntry,
  type ResourceIdentity,
} from '#server/domain/resource.ts';
import { parseLiveResource } from './live-resource.ts';
import type { Sender } from './send.ts';
import { apiVersionOfServed, resourceName, resourcePath, type ServedKind } from './served-kind.ts';
import type { Written } from './write.ts';

/** Parts of an object as they were; what is absent stays as it is. */
export interface FormerParts {
  readonly spec?: JsonObject;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Who owned which field. Takes effect only where nothing else changes: the fields of a change are their writer's. */
  readonly managedFields?: readonly ManagedFieldsEntry[];
}

/**
 * Makes parts of an object what they were, if it still has its resourceVersion; else K8S_CONFLICT with reason `stale` or `gone`. Finalizers,
 * owners and status are not touched, whoever set them; what stood there may stand there again, whatever the schema says of it now.
 */
export async function restoreObject(
  sender: Sender,
  served: ServedKind,
  { namespace, name }: Pick<ResourceIdentity, 'namespace' | 'name'>,
  parts: FormerParts,
  resourceVersion: string,
): Promise<Pick<Written, 'live'>> {
  const { kind } = served;
  const apiVersion = apiVersionOfServed(served);
  const { json } = await sender.send({
    method: 'PATCH',
    path: resourcePath(served, namespace, name),
    query: { fieldManager: OWNERSHIP.fieldManager, fieldValidation: 'Ignore' },
    contentType: 'application/json-patch+json',
    body: operations(parts, resourceVersion, apiVersion),
    about: { verb: 'patch', resource: resourceName(served), kind, object: { kind, namespace, name } },
    // A second one would meet the resourceVersion of the first.
    repeat: 'never',
  });
  return { live: parseLiveResource(json, { apiVersion, kind }) };
}

/** `add` sets a member whether it is there or not. */
function operations(
  { spec, labels, annotations, managedFields }: FormerParts,
  resourceVersion: string,
  apiVersion: string,
): { op: 'add'; path: string; value: unknown }[] {
  const entries = managedFields?.map(({ manager, operation, subresource, time, fields }) => ({
    manager,
    operation,
    apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    ...(time === undefined ? {} : { time }),
    ...(subresource === undefined ? {} : { subresource }),
  }));
  const values = {
    '/metadata/resourceVersion': resourceVersion,
    '/spec': spec,
    '/metadata/labels': labels,
    '/metadata/annotations': annotations,
    '/metadata/managedFields': entries,
  };
  return Object.entries(values).flatMap(([path, value]) =>
    value === undefined ? [] : [{ op: 'add' as const, path, value }],
  );
}
