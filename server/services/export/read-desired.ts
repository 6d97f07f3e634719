import { and, eq, isNotNull } from 'drizzle-orm';
import { resources } from '#db/schema/index.ts';
import type { DesiredResource } from '#server/domain/resource.ts';
import type { Context } from '#server/services/context.ts';
import { desiredOf } from '#server/sync/import/inventory-rows.ts';

/** The desired state as it is kept: the inventory, or the last commit that was read. */
export async function readDesired(
  ctx: Pick<Context, 'db'>,
  fabricId: number,
  kinds: readonly string[] | undefined,
): Promise<{ readonly resources: DesiredResource[]; readonly commits: readonly string[] }> {
  const rows = await ctx.db
    .select()
    .from(resources)
    .where(and(eq(resources.fabricId, fabricId), isNotNull(resources.desired)));
  const wanted = rows.filter(({ kind }) => kinds === undefined || kinds.includes(kind));
  return {
    resources: wanted.flatMap((row) => desiredOf(row) ?? []),
    commits: [...new Set(wanted.flatMap(({ commit }) => commit ?? []))],
  };
}
