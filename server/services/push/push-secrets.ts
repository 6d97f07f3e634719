import { eq } from 'drizzle-orm';
import { pushHooks, repositories } from '#db/schema/index.ts';
import { pushSecretPlace } from '#server/secrets/push-secret-place.ts';
import type { Context } from '#server/services/context.ts';

interface PushHook {
  readonly secret: string;
  /** As it was when the secret was read. */
  readonly branch: string;
}

export interface PushSecrets {
  /** Null = the repository takes no push events, or there is none. */
  find(repositoryId: number): Promise<PushHook | null>;
  /** After a change in this process. */
  forget(repositoryId: number): void;
}

/** However many events come, the database is asked once in this time; after a change elsewhere the old secret counts as long. */
const KEPT_MS = 1_000;
const MOST_KEPT = 10_000;

/** The secrets that events are checked against, opened. */
export function createPushSecrets(ctx: Pick<Context, 'db' | 'sealer'>): PushSecrets {
  /** In order of reading. What there is not is remembered too. */
  const known = new Map<number, { readonly at: number; readonly hook: Promise<PushHook | null> }>();

  async function read(repositoryId: number): Promise<PushHook | null> {
    const [row] = await ctx.db
      .select({ sealed: pushHooks.secretSealed, branch: repositories.branch })
      .from(pushHooks)
      .innerJoin(repositories, eq(repositories.id, pushHooks.repositoryId))
      .where(eq(pushHooks.repositoryId, repositoryId));
    if (row === undefined) return null;
    return { secret: ctx.sealer.open(row.sealed, pushSecretPlace(repositoryId)), branch: row.branch };
  }

  return {
    async find(repositoryId) {
      const now = performance.now();
      const entry = known.get(repositoryId);
      if (entry !== undefined && now - entry.at < KEPT_MS) return await entry.hook;
      const hook = read(repositoryId);
      known.delete(repositoryId);
      known.set(repositoryId, { at: now, hook });
      // A reading that failed says nothing about the next.
      hook.catch(() => known.delete(repositoryId));
      for (const oldest of known.keys()) {
        if (known.size <= MOST_KEPT) break;
        known.delete(oldest);
      }
      return await hook;
    },
    forget(repositoryId) {
      known.delete(repositoryId);
    },
  };
}
