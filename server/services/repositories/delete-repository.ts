import { asc, eq } from 'drizzle-orm';
import { fabrics, repositories } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import { requireVersion, type VersionCondition } from '#server/domain/version-condition.ts';
import type { Context } from '#server/services/context.ts';
import { repositoryNotFound } from '#server/services/repositories/present-repository.ts';
import { requireChangeable } from '#server/services/repositories/require-changeable.ts';
import { audit } from '#server/state/audit.ts';

/** Deletes a repository that no fabric uses. @throws AppError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED, CONFLICT naming the fabrics */
export async function deleteRepository(
  ctx: Context,
  id: number,
  ifMatch: VersionCondition = null,
): Promise<void> {
  await requireChangeable(ctx, id);
  await ctx.db.transaction(async (tx) => {
    // A fabric that is about to use it waits for this lock and then finds it gone.
    const [repository] = await tx.select().from(repositories).where(eq(repositories.id, id)).for('update');
    if (repository === undefined) throw repositoryNotFound(id);
    requireVersion(ifMatch, `Repository with ID ${id}`, repository.version);
    const users = await tx
      .select({ name: fabrics.name })
      .from(fabrics)
      .where(eq(fabrics.gitRepositoryId, id))
      .orderBy(asc(fabrics.name));
    if (users.length > 0) throw inUse(users.map(({ name }) => name));
    await tx.delete(repositories).where(eq(repositories.id, id));
    await audit(tx, {
      kind: 'repository.deleted',
      subjectType: 'repository',
      subjectId: id,
      actor: ctx.actor.name,
      data: { name: repository.name },
    });
  });
}

const NAMES_SHOWN = 10;

function inUse(names: readonly string[]): AppError {
  const shown = names.slice(0, NAMES_SHOWN).join(', ');
  const rest = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : '';
  const fabricsWord = names.length === 1 ? 'fabric' : 'fabrics';
  return new AppError('CONFLICT', {
    why: `The repository is used by ${names.length} ${fabricsWord}: ${shown}${rest}`,
  });
}
