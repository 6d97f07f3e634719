import { z } from 'zod';
import type { JsonObject } from '#server/domain/resource.ts';
import { MAX_PAGE_BYTES, type Sender } from './send.ts';
import { resourceName, type ServedKind } from './served-kind.ts';

const schemaObject = z.custom<JsonObject>((value) => typeof value === 'object' && value !== null);

const crdSchemaOf = z.object({
  spec: z.object({
    versions: z.array(
      z.object({ name: z.string(), schema: z.object({ openAPIV3Schema: schemaObject }).optional() }),
    ),
  }),
});

const gvk = z.object({ group: z.string(), version: z.string(), kind: z.string() });
const documentSchema = z.object({
  components: z.object({
    schemas: z.record(
      z.string(),
      z.looseObject({ 'x-kubernetes-group-version-kind': z.array(gvk).optional().catch(undefined) }),
    ),
  }),
});

/**
 * The openAPIV3Schema of a served kind as this cluster has it: from its CRD, or, for those who may not read CRDs, from the OpenAPI
 * document that every authenticated user may read (the same with metadata filled in). Null where neither is to be had.
 */
export async function readSchema(sender: Sender, served: ServedKind): Promise<JsonObject | null> {
  const { status, json } = await sender.send({
    method: 'GET',
    path: `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${resourceName(served)}`,
    about: { verb: 'get', resource: 'customresourcedefinitions.apiextensions.k8s.io' },
    repeat: 'read',
    allow: [403, 404],
  });
  if (status === 403) return await publishedSchema(sender, served);
  const parsed = crdSchemaOf.safeParse(json);
  if (!parsed.success) return null;
  const version = parsed.data.spec.versions.find(({ name }) => name === served.version);
  return version?.schema?.openAPIV3Schema ?? null;
}

async function publishedSchema(
  sender: Sender,
  { group, version, kind }: ServedKind,
): Promise<JsonObject | null> {
  const { json } = await sender.send({
    method: 'GET',
    path: `/openapi/v3/apis/${group}/${version}`,
    about: { verb: 'get', resource: '/openapi/v3' },
    repeat: 'read',
    maxBytes: MAX_PAGE_BYTES,
    allow: [403, 404],
  });
  const parsed = documentSchema.safeParse(json);
  if (!parsed.success) return null;
  const found = Object.values(parsed.data.components.schemas).find((schema) =>
    schema['x-kubernetes-group-version-kind']?.some(
      (one) => one.group === group && one.version === version && one.kind === kind,
    ),
  );
  return (found as JsonObject | undefined) ?? null;
}
