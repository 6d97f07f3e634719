import { and, eq, sql } from 'drizzle-orm';
import { pushHooks } from '#db/schema/index.ts';
import { isAppError } from '#server/domain/app-error.ts';
import { takeInPush, type LookDeps } from '#server/services/push/take-in-push.ts';
import { forEachConcurrently } from '#server/sync/pool.ts';

export interface PushLooks {
  /** Notes that Git is to be asked, and asks. */
  want(repositoryId: number): Promise<void>;
  /** Asks Git for a repository of which it is noted; while somebody does, once more afterwards. */
  ask(repositoryId: number): void;
  /** Resolves when no look of this process is under way. */
  settled(): Promise<void>;
}

/** Longer than Git may take (git/fetch-commit.ts); whoever holds it longer is dead. */
const LEASE_SECONDS = 90;
/** What a receiving process did not begin within this time is taken up by another. */
const LATE_SECONDS = 2;
const LATE_AT_ONCE = 20;
const CONCURRENCY = 4;

/**
 * Asks Git after pushes: in any number of processes one at a time for each repository, and once for all that came before it began.
 * The wish is in the database, so it outlives the process.
 */
export function createPushLooks(deps: LookDeps): PushLooks {
  const under = new Map<number, { again: boolean; readonly done: Promise<void> }>();
  const looks: PushLooks = {
    async want(repositoryId) {
      await deps.db
        .update(pushHooks)
        .set({ lookWantedAt: NEWLY_WANTED })
        .where(eq(pushHooks.repositoryId, repositoryId));
      looks.ask(repositoryId);
    },
    ask(repositoryId) {
      const current = under.get(repositoryId);
      if (current !== undefined) {
        current.again = true;
        return;
      }
      const state = { again: true, done: Promise.resolve() };
      state.done = (async () => {
        while (state.again) {
          state.again = false;
          await lookAt(deps, repositoryId);
        }
      })()
        .catch((error: unknown) =>
          deps.log.error({ err: error, repositoryId }, 'a push could not be looked after'),
        )
        .finally(() => under.delete(repositoryId));
      under.set(repositoryId, state);
    },
    async settled() {
      await Promise.all([...under.values()].map(({ done }) => done));
    },
  };
  return looks;
}

/** Strictly later than before, so that none is taken for one that was looked after. */
const NEWLY_WANTED = sql`greatest(clock_timestamp(), ${pushHooks.lookWantedAt} + interval '1 ms')`;

/** Takes up what nobody began: the process that received it died, or has no time. @returns how many */
export async function lookAtLatePushes(deps: LookDeps): Promise<number> {
  const late = await deps.db
    .select({ id: pushHooks.repositoryId })
    .from(pushHooks)
    .where(
      and(
        sql`${pushHooks.lookWantedAt} < clock_timestamp() - make_interval(secs => ${LATE_SECONDS})`,
        isFree,
      ),
    )
    .orderBy(pushHooks.lookWantedAt)
    .limit(LATE_AT_ONCE);
  await forEachConcurrently(late, CONCURRENCY, ({ id }) => lookAt(deps, id));
  return late.length;
}

const isFree = sql`(${pushHooks.lookLeaseUntil} is null or ${pushHooks.lookLeaseUntil} < clock_timestamp())`;

/** Until nothing is wanted any more, or somebody else looks. */
async function lookAt(deps: LookDeps, repositoryId: number): Promise<void> {
  let isWanted = true;
  while (isWanted) {
    const wantedAt = await claim(deps, repositoryId);
    if (wantedAt === null) return;
    isWanted = await release(deps, repositoryId, wantedAt, await resultOfLook(deps, repositoryId));
  }
}

/** A host that does not answer is told, not asked again: the next run of the schedule does that. */
async function resultOfLook(deps: LookDeps, repositoryId: number): Promise<string> {
  try {
    return await takeInPush(deps, repositoryId);
  } catch (error) {
    if (!isAppError(error)) throw error;
    deps.log.warn({ code: error.code, repositoryId }, 'Git did not answer after a push');
    return `${error.message}: nothing was started`;
  }
}

async function claim(deps: LookDeps, repositoryId: number): Promise<Date | null> {
  const [claimed] = await deps.db
    .update(pushHooks)
    .set({ lookLeaseUntil: sql`clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})` })
    .where(and(eq(pushHooks.repositoryId, repositoryId), sql`${pushHooks.lookWantedAt} is not null`, isFree))
    .returning({ wantedAt: pushHooks.lookWantedAt });
  return claimed?.wantedAt ?? null;
}

/** @returns whether somebody pushed again meanwhile */
async function release(
  deps: LookDeps,
  repositoryId: number,
  wantedAt: Date,
  result: string,
): Promise<boolean> {
  const [row] = await deps.db
    .update(pushHooks)
    .set({
      lookLeaseUntil: null,
      lastResult: result,
      lookWantedAt: sql`case when ${pushHooks.lookWantedAt} > ${wantedAt.toISOString()}::timestamptz then ${pushHooks.lookWantedAt} end`,
    })
    .where(eq(pushHooks.repositoryId, repositoryId))
    .returning({ wantedAt: pushHooks.lookWantedAt });
  return row !== undefined && row.wantedAt !== null;
}
