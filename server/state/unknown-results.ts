import { and, eq, isNull } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { runResults } from '#db/schema/index.ts';
import type { ErrorCode } from '#server/domain/errors.ts';

/** Says of every write that was under way when its run ended without knowing its answer that it may have happened. */
export async function settleUnknownResults(tx: Transaction, runId: number, code: ErrorCode): Promise<void> {
  await tx
    .update(runResults)
    .set({
      outcome: 'failed',
      code,
      message:
        'The worker was lost during this write: it may or may not have happened. The next run reads the cluster.',
    })
    .where(and(eq(runResults.runId, runId), isNull(runResults.outcome)));
}
