import { plainSql, type DatabaseOrTransaction, type Transaction } from '#db/client.ts';
import { events } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { SyncState } from '#server/domain/sync-state.ts';
import { isAllowedTransition, isMadeByTime } from '#server/domain/transition.ts';
import { audit } from '#server/state/audit.ts';
import type { News } from '#server/state/queue-deliveries.ts';

/** Who or what changes a fabric, and why; kept in the transition log. */
export interface Cause {
  readonly actor: string;
  readonly reason: string;
  readonly runId?: number;
}

/** A change of ours that the contract does not know: a bug. It is undone whole. */
export class RefusedTransition extends AppError {
  readonly pair: { readonly from: SyncState | null; readonly to: SyncState };

  constructor(fabricId: number, from: SyncState | null, to: SyncState) {
    super('INTERNAL', { id: `transition-${from}-${to}-fabric-${fabricId}` });
    this.pair = { from, to };
  }
}

/** Outside the transaction that the refusal undid; inside a caller's own it goes with that. */
export async function auditRefusal(
  db: DatabaseOrTransaction,
  fabricId: number,
  { actor, reason, runId }: Cause,
  { pair, details }: RefusedTransition,
): Promise<void> {
  await audit(db, {
    kind: 'fabric.transition_refused',
    subjectType: 'fabric',
    subjectId: fabricId,
    fabricId,
    ...(runId === undefined ? {} : { runId }),
    actor,
    data: { ...pair, reason, error_id: String(details['id']) },
  });
}

/**
 * Brings the log up to the state that was found. Time alone makes a fabric late, or, set back, in time again. Anything else came
 * past this file (a row changed by hand, a log cut off): it is said loudly, and stops nobody.
 */
export async function logPast(tx: Transaction, fabricId: number, to: SyncState, now: Date): Promise<News[]> {
  const from = await lastLoggedState(tx, fabricId);
  if (from === to) return [];
  if (from !== null && isMadeByTime(from, to)) {
    return [await writeTransition(tx, fabricId, from, to, now, { actor: 'clock', reason: 'time passed' })];
  }
  const actor = 'unknown';
  const reason =
    from === null
      ? 'unexplained: nothing is logged of how the fabric came into this state'
      : 'unexplained: the fabric was changed past the transition log';
  await audit(tx, {
    kind: 'fabric.state_unexplained',
    subjectType: 'fabric',
    subjectId: fabricId,
    fabricId,
    actor,
    data: { from, to, reason },
  });
  return [await writeTransition(tx, fabricId, from, to, now, { actor, reason })];
}

async function lastLoggedState(tx: Transaction, fabricId: number): Promise<SyncState | null> {
  const [last] = await plainSql(tx)<{ to: SyncState }[]>`
    select data->>'to' as to from events where fabric_id = ${fabricId} and kind = 'transition' order by id desc limit 1`;
  return last?.to ?? null;
}

/** A transition that we make. @throws RefusedTransition */
export async function logTransition(
  tx: Transaction,
  fabricId: number,
  from: SyncState | null,
  to: SyncState,
  at: Date,
  cause: Cause,
): Promise<News[]> {
  if (from === to) return [];
  if (!isAllowedTransition(from, to)) throw new RefusedTransition(fabricId, from, to);
  return [await writeTransition(tx, fabricId, from, to, at, cause)];
}

async function writeTransition(
  tx: Transaction,
  fabricId: number,
  from: SyncState | null,
  to: SyncState,
  at: Date,
  cause: Cause,
): Promise<News> {
  await tx.insert(events).values({
    at,
    kind: 'transition',
    subjectType: 'fabric',
    subjectId: String(fabricId),
    fabricId,
    runId: cause.runId ?? null,
    actor: cause.actor,
    data: { from, to, reason: cause.reason },
  });
  const { reason, actor, runId = null } = cause;
  return { topic: 'transitions', event: 'transition', at, data: { from, to, reason, actor, run_id: runId } };
}
