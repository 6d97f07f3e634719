import { z } from 'zod';
import { isAppError } from '#server/domain/app-error.ts';
import type { JsonObject } from '#server/domain/resource.ts';
import { MAX_PAGE_BYTES, type Sender } from './send.ts';

const indexSchema = z.object({ paths: z.record(z.string(), z.object({ serverRelativeURL: z.string() })) });

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
 * Where the OpenAPI documents of a cluster are, by group and version ("vpc.githedgehog.com/v1beta1"). A real API server's
 * address carries the hash of the document: the same address is the same content. Empty where we may not look.
 */
export async function readSchemaAddresses(sender: Sender): Promise<ReadonlyMap<string, string>> {
  const parsed = indexSchema.safeParse(await read(sender, '/openapi/v3'));
  const found = parsed.success ? Object.entries(parsed.data.paths) : [];
  return new Map(
    found
      .filter(
        ([path, { serverRelativeURL }]) =>
          path.startsWith('apis/') && serverRelativeURL.startsWith('/openapi/v3/'),
      )
      .map(([path, { serverRelativeURL }]) => [path.slice('apis/'.length), serverRelativeURL]),
  );
}

/**
 * The schemas in one of those documents, by kind; null = the document is another by now: a CRD was changed since its address was
 * read, and the server points to a new one.
 */
export async function readSchemasAt(
  sender: Sender,
  address: string,
): Promise<ReadonlyMap<string, JsonObject> | null> {
  const document = await read(sender, address).catch((error: unknown) => {
    if (hasMovedOn(error)) return null;
    throw error;
  });
  if (document === null) return null;
  const parsed = documentSchema.safeParse(document);
  const schemas = parsed.success ? Object.values(parsed.data.components.schemas) : [];
  return new Map(
    schemas.flatMap((schema) =>
      (schema['x-kubernetes-group-version-kind'] ?? []).map(
        ({ kind }) => [kind, schema as JsonObject] as const,
      ),
    ),
  );
}

const hasMovedOn = (error: unknown): boolean =>
  isAppError(error) && error.code === 'K8S_API_SERVER_ERROR' && error.details['status'] === 301;

async function read(sender: Sender, path: string): Promise<unknown> {
  const { json } = await sender.send({
    method: 'GET',
    path,
    about: { verb: 'get', resource: '/openapi/v3' },
    repeat: 'read',
    maxBytes: MAX_PAGE_BYTES,
    allow: [403, 404],
  });
  return json;
}
