import { isLimited } from '#server/domain/permissions.ts';
import { accessOf, requireAllFabrics } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { findRepository } from '#server/services/repositories/present-repository.ts';

/**
 * Before a repository is changed or asked. Other fabrics may use it, so it is for those who operate all; one that somebody may
 * not even view is answered as one that there is not. @throws AppError NOT_FOUND, FORBIDDEN
 */
export async function requireChangeable(ctx: Context, id: number): Promise<void> {
  if (isLimited(accessOf(ctx.actor))) await findRepository(ctx, ctx.db, id);
  requireAllFabrics(ctx.actor);
}
