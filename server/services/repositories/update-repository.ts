import { eq, sql } from 'drizzle-orm';
import { repositories, type RepositoryRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import { requireVersion, type VersionCondition } from '#server/domain/version-condition.ts';
import type { Repository, RepositoryPatch } from '#server/domain/wire/repository.ts';
import type { Context } from '#server/services/context.ts';
import { checkRepository, hostOfRepository } from '#server/services/repositories/check-repository.ts';
import {
  findRepository,
  presentRepository,
  repositoryNotFound,
} from '#server/services/repositories/present-repository.ts';
import { sealedSecrets } from '#server/secrets/repository-secrets.ts';
import { withUniqueRepositoryName } from '#server/services/repositories/unique-name.ts';
import { requireChangeable } from '#server/services/repositories/require-changeable.ts';
import { audit } from '#server/state/audit.ts';
import { repositoryChanged } from '#server/state/repository-changed.ts';

/**
 * Changes a repository. Another URL or branch is another source for the fabrics that use it; other credentials let those in
 * error try again. A stored token never follows the URL to another host.
 * @throws AppError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED, REQUEST_INVALID, ADDRESS_REFUSED
 */
export async function updateRepository(
  ctx: Context,
  id: number,
  input: RepositoryPatch,
  ifMatch: VersionCondition = null,
): Promise<Repository> {
  await requireChangeable(ctx, id);
  return await withUniqueRepositoryName(() =>
    ctx.db.transaction(async (tx) => {
      // Not "for update": a fabric that is being saved holds a key share on its repository.
      const [before] = await tx
        .select()
        .from(repositories)
        .where(eq(repositories.id, id))
        .for('no key update');
      if (before === undefined) throw repositoryNotFound(id);
      requireVersion(ifMatch, `Repository with ID ${id}`, before.version);
      refuseTokenForAnotherHost(before, input);
      const columns = changedColumns(ctx, before, input);
      const after = { ...before, ...columns };
      checkRepository(ctx, {
        ...after,
        hasToken: after.tokenSealed !== null,
        hasSshKey: after.sshPrivateKeySealed !== null,
      });

      const targetChanged = after.url !== before.url || after.branch !== before.branch;
      const accessChanged = ['authType', 'username', 'tokenSealed', 'sshPrivateKeySealed'].some(
        (name) => name in columns,
      );
      const unproven = { connectionStatus: 'unknown', connectionError: null, checkedAt: null } as const;
      await tx
        .update(repositories)
        .set({
          ...columns,
          ...(targetChanged || accessChanged ? unproven : {}),
          ...(targetChanged ? { headCommit: null } : {}),
          version: before.version + 1,
          updatedAt: sql`clock_timestamp()`,
        })
        .where(eq(repositories.id, id));
      if (targetChanged || accessChanged) await repositoryChanged(tx, id, { targetChanged }, ctx.actor.name);
      await audit(tx, {
        kind: 'repository.updated',
        subjectType: 'repository',
        subjectId: id,
        actor: ctx.actor.name,
        data: { name: after.name, fields: Object.keys(input) },
      });
      return presentRepository(await findRepository(ctx, tx, id));
    }),
  );
}

/** Only what really differs; a secret that is given counts as another one. */
function changedColumns(ctx: Context, before: RepositoryRow, input: RepositoryPatch): Partial<RepositoryRow> {
  const given = {
    name: input.name,
    url: input.url,
    branch: input.branch,
    authType: input.auth_type,
    username: input.username,
  };
  const changed = Object.entries(given).filter(
    ([name, value]) => value !== undefined && value !== before[name as keyof typeof given],
  );
  return { ...Object.fromEntries(changed), ...sealedSecrets(ctx.sealer, before.id, input) };
}

/** Otherwise whoever may edit could send the token to a host of their own and read it there. */
function refuseTokenForAnotherHost(before: RepositoryRow, input: RepositoryPatch): void {
  if (before.tokenSealed === null || input.token !== undefined || input.url === undefined) return;
  if (hostOfRepository(input.url) === hostOfRepository(before.url)) return;
  const message = 'The URL names another host: enter the token for it, or remove the stored one';
  throw new AppError('REQUEST_INVALID', {}, { fields: [{ field: 'token', message }] });
}
