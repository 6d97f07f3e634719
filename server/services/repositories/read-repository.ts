import type { Repository } from '#server/domain/wire/repository.ts';
import type { Context } from '#server/services/context.ts';
import { findRepository, presentRepository } from '#server/services/repositories/present-repository.ts';

/** @throws AppError NOT_FOUND */
export async function readRepository(ctx: Pick<Context, 'db' | 'actor'>, id: number): Promise<Repository> {
  return presentRepository(await findRepository(ctx, ctx.db, id));
}
