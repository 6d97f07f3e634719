import { sendableSpec } from '#server/domain/hedgehog/normalise.ts';
import { valueAt } from '#server/domain/hedgehog/json.ts';
import { pathText } from '#server/domain/plan/path-text.ts';
import type { Plan } from '#server/domain/plan/plan-types.ts';
import { resourceKey, type DesiredResource, type JsonObject } from '#server/domain/resource.ts';
import { unknownPlaces } from '#server/domain/unknown-fields.ts';
import type { ClusterClient } from '#server/kubernetes/client.ts';
import type { SettledFinding } from '#server/sync/prepare/check-rules.ts';
import type { Connection } from '#server/sync/prepare/connect.ts';

/** An object with everything wrong at once still has a message that people read to its end. */
const MOST_TOLD = 5;

/** Schemas of spec by kind, by the address that carries their document's hash: the same for whoever asks. Some MB at most. */
const known = new Map<string, ReadonlyMap<string, JsonObject>>();
const MOST_KNOWN = 64;

type SchemaReader = Pick<ClusterClient, 'schemaAddresses' | 'schemasAt' | 'crdSchema'>;

async function schemasOf(client: SchemaReader, address: string): Promise<ReadonlyMap<string, JsonObject>> {
  const found = known.get(address);
  if (found !== undefined) return found;
  const schemas = await client.schemasAt(address);
  // The cluster itself judges what is written in this moment.
  if (schemas === null) return new Map();
  if (!address.includes('hash=')) return schemas;
  const oldest = known.keys().next();
  if (known.size >= MOST_KNOWN && oldest.done !== true) known.delete(oldest.value);
  known.set(address, schemas);
  return schemas;
}

/**
 * Fields that the plan would write and this cluster's CRDs do not have, all of them, before the first write. What is not written
 * is not asked about: a plan without changes costs no request. What is published lags a second behind a changed CRD, so a kind
 * that seems to be at fault is judged by the CRD itself. Where the cluster shows no schemas, it refuses by itself later.
 * @throws AppError K8S_*
 */
export async function fieldFindings(
  { client, served }: { readonly client: SchemaReader; readonly served: Connection['served'] },
  plan: Pick<Plan, 'items'>,
  desired: readonly DesiredResource[],
): Promise<SettledFinding[]> {
  const written = new Set(
    plan.items.flatMap(({ key, action }) => (action === 'none' || action === 'delete' ? [] : [key])),
  );
  if (written.size === 0) return [];
  const objects = desired.filter((resource) => written.has(resourceKey(resource)));
  const addresses = await client.schemaAddresses();
  const versions = [...new Set(objects.map(({ apiVersion }) => apiVersion))];
  const schemas = new Map(
    await Promise.all(
      versions.map(async (version) => {
        const address = addresses.get(version);
        return [version, address === undefined ? undefined : await schemasOf(client, address)] as const;
      }),
    ),
  );
  const suspects = objects.filter(
    (resource) => unknownIn(resource, schemas.get(resource.apiVersion)?.get(resource.kind)).length > 0,
  );
  const kinds = [...new Set(suspects.map(({ kind }) => kind))].flatMap((kind) => served.get(kind) ?? []);
  const fresh = new Map(
    await Promise.all(kinds.map(async (kind) => [kind.kind, await client.crdSchema(kind)] as const)),
  );
  return suspects.flatMap((resource) => findingOf(resource, unknownIn(resource, fresh.get(resource.kind))));
}

function unknownIn({ kind, spec }: DesiredResource, schema: JsonObject | null | undefined): string[] {
  const ofSpec = valueAt(schema ?? undefined, ['properties', 'spec']);
  return unknownPlaces(sendableSpec(kind, spec), ofSpec, ['spec']).map((path) => pathText(path));
}

function findingOf(resource: DesiredResource, fields: readonly string[]): SettledFinding[] {
  const { kind, namespace, name, origin } = resource;
  const [first, ...others] = fields;
  if (first === undefined) return [];
  const rest = others.slice(0, MOST_TOLD - 1);
  const more = others.length > rest.length ? ` and ${others.length - rest.length} more` : '';
  const also = rest.length === 0 ? '' : `, nor ${rest.join(', ')}${more}`;
  const place = origin === undefined ? '' : ` (${origin.file}:${origin.line})`;
  return [
    {
      severity: 'refusal',
      key: resourceKey(resource),
      identity: { kind, namespace, name },
      field: first,
      message: `the cluster does not know this field${also}${place}`,
    },
  ];
}
