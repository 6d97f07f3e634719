import { z } from 'zod';
import type { JsonObject } from '#server/domain/resource.ts';
import { readSchemasAt } from './published-schemas.ts';
import type { Sender } from './send.ts';
import { resourceName, type ServedKind } from './served-kind.ts';

const schemaObject = z.custom<JsonObject>((value) => typeof value === 'object' && value !== null);

const crdSchemaOf = z.object({
  spec: z.object({
    versions: z.array(
      z.object({ name: z.string(), schema: z.object({ openAPIV3Schema: schemaObject }).optional() }),
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
  if (status === 403) {
    const { group, version, kind } = served;
    const schemas = await readSchemasAt(sender, `/openapi/v3/apis/${group}/${version}`);
    return schemas?.get(kind) ?? null;
  }
  const parsed = crdSchemaOf.safeParse(json);
  if (!parsed.success) return null;
  const version = parsed.data.spec.versions.find(({ name }) => name === served.version);
  return version?.schema?.openAPIV3Schema ?? null;
}
