import { openClient } from '#server/sync/prepare/connect.ts';
import { prepare, type Prepared } from '#server/sync/prepare/prepare.ts';
import type { LookContext } from '#server/sync/run-context.ts';

/** What a dry run needs of its caller; the rest of a run's context it does without. */
export type DryRunContext = Omit<LookContext, 'progress' | 'keeper' | 'beforeRequest'>;

/**
 * The comparison of a run without the run: no lease, no row, nothing written to the cluster, nothing of what was fetched kept.
 * @throws AppError K8S_*, GIT_*; or the signal's reason
 */
export async function dryRun(of: DryRunContext): Promise<{ prepared: Prepared; notes: readonly string[] }> {
  const notes: string[] = [];
  const ctx: LookContext = {
    ...of,
    keeper: null,
    progress: {
      begin() {},
      advance() {},
      note: (_, message) => void notes.push(message),
    },
  };
  const client = openClient(ctx);
  try {
    return { prepared: await prepare(ctx, client), notes };
  } finally {
    client.close();
  }
}
