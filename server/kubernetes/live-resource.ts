import { z } from 'zod';
import { AppError } from '#server/domain/app-error.ts';
import { kindNamed } from '#server/domain/hedgehog/lookup-kind.ts';
import type { JsonObject, LiveResource, ManagedFieldsEntry } from '#server/domain/resource.ts';

/** Values come from JSON.parse, so that "an object" is all there is to check. */
const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
const words = z.record(z.string(), z.string()).nullish();

const managedFieldsSchema = z.object({
  manager: z.string().catch(''),
  operation: z.enum(['Apply', 'Update']),
  subresource: z.string().optional().catch(undefined),
  time: z.string().optional().catch(undefined),
  fieldsV1: jsonObject.catch({}),
});

const objectSchema = z.object({
  apiVersion: z.string().optional(),
  kind: z.string().optional(),
  metadata: z.object({
    name: z.string().min(1),
    namespace: z.string().catch(''),
    uid: z.string().catch(''),
    resourceVersion: z.string().catch(''),
    labels: words,
    annotations: words,
    managedFields: z.array(z.unknown()).nullish(),
    deletionTimestamp: z.string().nullish(),
  }),
  spec: jsonObject.nullish(),
});

/**
 * An object of the API server as LiveResource. Tolerant of everything that is missing but a name. Specs with secrets in them (Agent) are left
 * behind, and with them whatever else may repeat them.
 * @param type for objects that do not name their own, as in lists
 * Errors: K8S_API_SERVER_ERROR when it is not an object of Kubernetes.
 */
export function parseLiveResource(body: unknown, type: { apiVersion: string; kind: string }): LiveResource {
  const parsed = objectSchema.safeParse(body);
  if (!parsed.success) {
    throw new AppError('K8S_API_SERVER_ERROR', {
      status: 200,
      message: `the answer is not a ${type.kind} object`,
    });
  }
  const { apiVersion = type.apiVersion, kind = type.kind, metadata, spec } = parsed.data;
  const secret = kindNamed(kind)?.specIsSecret === true || kindNamed(type.kind)?.specIsSecret === true;
  return {
    apiVersion,
    kind,
    name: metadata.name,
    namespace: metadata.namespace,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    labels: metadata.labels ?? {},
    annotations: secret ? {} : (metadata.annotations ?? {}),
    spec: secret ? {} : (spec ?? {}),
    managedFields: secret ? [] : (metadata.managedFields ?? []).flatMap(parseManagedFields),
    ...(metadata.deletionTimestamp ? { deletionTimestamp: metadata.deletionTimestamp } : {}),
  };
}

function parseManagedFields(entry: unknown): ManagedFieldsEntry[] {
  const parsed = managedFieldsSchema.safeParse(entry);
  if (!parsed.success) return [];
  const { manager, operation, subresource, time, fieldsV1 } = parsed.data;
  return [
    {
      manager,
      operation,
      fields: fieldsV1,
      ...(subresource ? { subresource } : {}),
      ...(time ? { time } : {}),
    },
  ];
}
