import { and, eq, isNotNull } from 'drizzle-orm';
import type { DatabaseOrTransaction } from '#db/client.ts';
import { resources, type ResourceRow } from '#db/schema/index.ts';
import { resourceKey, type DesiredResource } from '#server/domain/resource.ts';

/** A row as the object that it describes; null when it is no longer desired. */
export function desiredOf(
  row: Pick<ResourceRow, 'apiVersion' | 'kind' | 'namespace' | 'name' | 'desired'>,
): DesiredResource | null {
  if (row.desired === null) return null;
  const { apiVersion, kind, namespace, name } = row;
  const content = row.desired as unknown as Pick<DesiredResource, 'spec' | 'labels' | 'annotations'>;
  return { apiVersion, kind, namespace, name, ...content };
}

export interface InventoryRow {
  readonly id: number;
  readonly version: number;
  readonly resource: DesiredResource;
}

/** What a fabric's inventory wants, by resourceKey. */
export async function readInventoryRows(
  db: DatabaseOrTransaction,
  fabricId: number,
): Promise<ReadonlyMap<string, InventoryRow>> {
  const rows = await db
    .select()
    .from(resources)
    .where(and(eq(resources.fabricId, fabricId), isNotNull(resources.desired)));
  return new Map(
    rows.flatMap((row) => {
      const resource = desiredOf(row);
      return resource === null
        ? []
        : [[resourceKey(row), { id: row.id, version: row.version, resource }] as const];
    }),
  );
}
