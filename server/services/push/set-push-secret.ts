import { randomBytes } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { pushHooks, repositories } from '#db/schema/index.ts';
import type { Transaction } from '#db/client.ts';
import { SECRET_PREFIX } from '#server/domain/push/signature.ts';
import type { MadePushSecret } from '#server/domain/wire/push.ts';
import { pushSecretPlace } from '#server/secrets/push-secret-place.ts';
import { requireAllFabrics } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { repositoryNotFound } from '#server/services/repositories/present-repository.ts';
import { audit } from '#server/state/audit.ts';

const SECRET_BYTES = 32;

/**
 * Makes the secret that signs a repository's push events, or another in its place: the old one counts no more. This answer alone
 * shows it. @throws AppError NOT_FOUND, FORBIDDEN
 */
export async function setPushSecret(ctx: Context, id: number, publicUrl: string): Promise<MadePushSecret> {
  requireAllFabrics(ctx.actor);
  // The form that GitLab asks of a signing token; the others take any text.
  const secret = `${SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;
  const secretSealed = ctx.sealer.seal(secret, pushSecretPlace(id));
  await ctx.db.transaction(async (tx) => {
    const name = await lockName(tx, id);
    const [before] = await tx
      .select({ id: pushHooks.repositoryId })
      .from(pushHooks)
      .where(eq(pushHooks.repositoryId, id));
    const fresh = { secretSealed, createdAt: sql`clock_timestamp()`, lastReceivedAt: null, lastResult: null };
    await tx
      .insert(pushHooks)
      .values({ repositoryId: id, secretSealed })
      .onConflictDoUpdate({ target: pushHooks.repositoryId, set: fresh });
    await audit(tx, {
      kind: before === undefined ? 'repository.push_events_enabled' : 'repository.push_secret_rotated',
      subjectType: 'repository',
      subjectId: id,
      actor: ctx.actor.name,
      data: { name },
    });
  });
  return { secret, url: new URL(`/api/hedgehog/repositories/${id}/push`, publicUrl).href };
}

/** From now on push events of the repository are refused; off already is fine. @throws AppError NOT_FOUND, FORBIDDEN */
export async function removePushSecret(ctx: Context, id: number): Promise<void> {
  requireAllFabrics(ctx.actor);
  await ctx.db.transaction(async (tx) => {
    const name = await lockName(tx, id);
    const removed = await tx
      .delete(pushHooks)
      .where(eq(pushHooks.repositoryId, id))
      .returning({ id: pushHooks.repositoryId });
    if (removed.length === 0) return;
    await audit(tx, {
      kind: 'repository.push_events_disabled',
      subjectType: 'repository',
      subjectId: id,
      actor: ctx.actor.name,
      data: { name },
    });
  });
}

async function lockName(tx: Transaction, id: number): Promise<string> {
  const [row] = await tx
    .select({ name: repositories.name })
    .from(repositories)
    .where(eq(repositories.id, id))
    .for('no key update');
  if (row === undefined) throw repositoryNotFound(id);
  return row.name;
}
