import { asc, eq } from 'drizzle-orm';
import { fabrics, repositories, type FabricRow, type RepositoryRow } from '#db/schema/index.ts';
import { isNewHead, newHeadPatch, type Head } from '#server/domain/push/new-head.ts';
import { calculateSyncState } from '#server/domain/sync-state.ts';
import type { Checkout } from '#server/git/checkouts.ts';
import { readingFrom } from '#server/git/damaged-checkout.ts';
import { directoryTree } from '#server/git/directory-tree.ts';
import { fetchCommit } from '#server/git/fetch-commit.ts';
import { openSecrets } from '#server/secrets/repository-secrets.ts';
import { SYSTEM } from '#server/domain/actor.ts';
import type { Context } from '#server/services/context.ts';
import { audit } from '#server/state/audit.ts';
import { changeFabric } from '#server/state/change.ts';
import { recordHead } from '#server/state/record-head.ts';
import { startDueRun } from '#server/state/start-due-run.ts';

/** What looking at Git needs; nobody in particular asks for it. */
export type LookDeps = Omit<Context, 'actor'>;

/** What a push was to one fabric. */
type Outcome = 'started' | 'waiting' | 'unchanged' | 'off';

/**
 * Asks Git where the branch stands and starts the fabrics whose directory changed since their last attempt. Those with closed sync
 * windows, an open breaker or a run under way keep the push until they may; disabled ones are left alone.
 * @returns what came of it, as people read it
 * @throws AppError GIT_*, ADDRESS_REFUSED
 */
export async function takeInPush(deps: LookDeps, repositoryId: number): Promise<string> {
  const [row] = await deps.db.select().from(repositories).where(eq(repositories.id, repositoryId));
  if (row === undefined) return 'The repository is gone';
  const { dataDir, outbound, allowFileRepositories: allowFile } = deps;
  const access = { ...row, ...openSecrets(deps.sealer, row) };
  const checkout = await fetchCommit(access, { dataDir, outbound, allowFile });
  if (!(await recordHead(deps.db, row, checkout.commit))) return 'The repository was changed meanwhile';
  const counts: Record<Outcome, number> = { started: 0, waiting: 0, unchanged: 0, off: 0 };
  // In order of id, as everybody who changes several.
  const users = await deps.db
    .select()
    .from(fabrics)
    .where(eq(fabrics.gitRepositoryId, repositoryId))
    .orderBy(asc(fabrics.id));
  for (const fabric of users) counts[await takeIn(deps, row, fabric, checkout)] += 1;
  await recordPush(deps, row, checkout.commit, counts);
  return `${row.branch} is at ${checkout.commit.slice(0, 7)}: ${summary(counts)}`;
}

async function takeIn(
  deps: LookDeps,
  { id, branch, url }: RepositoryRow,
  seen: FabricRow,
  checkout: Checkout,
): Promise<Outcome> {
  const directory = seen.gitopsDirectory;
  const tree = await readingFrom(checkout, url, () => directoryTree(checkout, directory));
  const head: Head = { commit: checkout.commit, tree };
  // A repository may have a thousand fabrics and a push be about one: the others are not locked.
  if (!isNewHead(seen, head) && seen.pushedTree === null) return 'unchanged';
  const cause = {
    actor: SYSTEM.push.name,
    reason: `a push to ${branch} changed ${directory} (${checkout.commit.slice(0, 7)})`,
  };
  const changed = await changeFabric(deps.db, seen.id, cause, async (tx, fabric, now) => {
    const moved = fabric.gitRepositoryId !== id || fabric.gitopsDirectory !== directory;
    if (moved || !takesPushes(fabric, now)) return { patch: {}, result: 'off' as const };
    const patch = newHeadPatch(fabric, head, now);
    const taken = { ...fabric, ...patch };
    if (taken.pushedTree === null) {
      // New and not taken in: refused credentials stop the schedule, whatever is pushed.
      return { patch, result: isNewHead(fabric, head) ? ('off' as const) : ('unchanged' as const) };
    }
    const started = await startDueRun(tx, taken, now, SYSTEM.push.name);
    return {
      patch: { ...patch, ...started },
      result: started === null ? ('waiting' as const) : ('started' as const),
    };
  });
  return changed?.result ?? 'off';
}

/** Whether automatic runs would ever start it: at interval 0 only people do. */
function takesPushes(fabric: FabricRow, now: Date): boolean {
  const state = calculateSyncState(fabric, now);
  return state !== 'not_configured' && state !== 'disabled' && fabric.syncInterval > 0;
}

async function recordPush(
  deps: LookDeps,
  row: RepositoryRow,
  commit: string,
  { started, waiting }: Record<Outcome, number>,
): Promise<void> {
  if (row.headCommit === commit && started + waiting === 0) return;
  await audit(deps.db, {
    kind: 'repository.pushed',
    subjectType: 'repository',
    subjectId: row.id,
    actor: SYSTEM.push.name,
    data: { name: row.name, branch: row.branch, commit, started, waiting },
  });
}

function summary({ started, waiting, unchanged, off }: Record<Outcome, number>): string {
  if (started + waiting + unchanged + off === 0) return 'no fabric uses it';
  const parts = [
    started > 0 ? `${started} ${started === 1 ? 'run' : 'runs'} started` : '',
    waiting > 0 ? `${waiting} waiting to start` : '',
    unchanged > 0 ? `${unchanged} unchanged` : '',
    off > 0 ? `${off} left alone` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
