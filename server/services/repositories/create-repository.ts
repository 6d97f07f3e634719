import { eq } from 'drizzle-orm';
import { repositories } from '#db/schema/index.ts';
import type { Repository, RepositoryInput } from '#server/domain/wire/repository.ts';
import { requireAllFabrics } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { checkRepository } from '#server/services/repositories/check-repository.ts';
import { findRepository, presentRepository } from '#server/services/repositories/present-repository.ts';
import { sealedSecrets } from '#server/secrets/repository-secrets.ts';
import { withUniqueRepositoryName } from '#server/services/repositories/unique-name.ts';
import { audit } from '#server/state/audit.ts';

/** Creates a repository; whether it can be reached is not known before it is tested. @throws AppError FORBIDDEN, REQUEST_INVALID, ADDRESS_REFUSED */
export async function createRepository(ctx: Context, input: RepositoryInput): Promise<Repository> {
  requireAllFabrics(ctx.actor);
  checkRepository(ctx, {
    url: input.url,
    authType: input.auth_type,
    username: input.username,
    hasToken: Boolean(input.token),
    hasSshKey: Boolean(input.ssh_private_key),
  });
  const { name, url, branch, username } = input;
  return await withUniqueRepositoryName(() =>
    ctx.db.transaction(async (tx) => {
      const [created] = await tx
        .insert(repositories)
        .values({ name, url, branch, username, authType: input.auth_type })
        .returning({ id: repositories.id });
      if (created === undefined) throw new Error('insert returned no repository');
      const secrets = sealedSecrets(ctx.sealer, created.id, input);
      if (Object.keys(secrets).length > 0) {
        await tx.update(repositories).set(secrets).where(eq(repositories.id, created.id));
      }
      await audit(tx, {
        kind: 'repository.created',
        subjectType: 'repository',
        subjectId: created.id,
        actor: ctx.actor.name,
        data: { name },
      });
      return presentRepository(await findRepository(ctx, tx, created.id));
    }),
  );
}
