import { and, asc, eq, gt, isNotNull, sql } from 'drizzle-orm';
import { resources } from '#db/schema/index.ts';
import type { JsonObject } from '#server/domain/resource.ts';
import { unknownFields } from '#server/domain/unknown-fields.ts';
import type { Context } from '#server/services/context.ts';

/** Which kinds and namespaces a fabric's record names. */
export interface DesiredUse {
  /** Kinds of objects that are desired. */
  readonly desired: ReadonlySet<string>;
  /** Those, and kinds of objects that are still to go. */
  readonly recorded: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
}

export async function readDesiredUse(ctx: Pick<Context, 'db'>, fabricId: number): Promise<DesiredUse> {
  const rows = await ctx.db
    .selectDistinct({
      kind: resources.kind,
      namespace: resources.namespace,
      desired: sql<boolean>`${resources.desired} is not null`,
    })
    .from(resources)
    .where(eq(resources.fabricId, fabricId));
  return {
    desired: new Set(rows.filter(({ desired }) => desired).map(({ kind }) => kind)),
    recorded: new Set(rows.map(({ kind }) => kind)),
    namespaces: new Set(rows.map(({ namespace }) => namespace)),
  };
}

const PAGE = 500;

/** Which fields the desired objects of each kind set that its schema lacks, and in how many objects: `VPC: spec.x` → 3. */
export async function findUnknownFields(
  ctx: Pick<Context, 'db'>,
  fabricId: number,
  specSchemas: ReadonlyMap<string, JsonObject>,
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (let after = 0; ;) {
    const rows = await ctx.db
      .select({ id: resources.id, kind: resources.kind, desired: resources.desired })
      .from(resources)
      .where(and(eq(resources.fabricId, fabricId), isNotNull(resources.desired), gt(resources.id, after)))
      .orderBy(asc(resources.id))
      .limit(PAGE);
    for (const { kind, desired } of rows) {
      for (const path of unknownFields(desired?.['spec'], specSchemas.get(kind), ['spec'])) {
        const key = `${kind}: ${path}`;
        found.set(key, (found.get(key) ?? 0) + 1);
      }
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return found;
    after = last.id;
  }
}
