import type { DatabaseOrTransaction } from '#db/client.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { SyncState } from '#server/domain/sync-state.ts';
import { isAllowedTransition, isMadeByTime } from '#server/domain/transition.ts';
import { audit, type HistoryEntry } from '#server/state/audit.ts';
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

/** What is to be written into the log, and told. */
export interface Logged {
  readonly entries: readonly HistoryEntry[];
  readonly news: readonly News[];
}

const NOTHING: Logged = { entries: [], news: [] };

/**
 * Brings the log from where it ends up to the state that was found. Time alone makes a fabric late, or, set back, in time again.
 * Anything else came past this file (a row changed by hand, a log cut off): it is said loudly, and stops nobody.
 */
export function pastTransition(fabricId: number, from: SyncState | null, to: SyncState, now: Date): Logged {
  if (from === to) return NOTHING;
  if (from !== null && isMadeByTime(from, to)) {
    return logged(fabricId, from, to, now, { actor: 'clock', reason: 'time passed' });
  }
  const actor = 'unknown';
  const reason =
    from === null
      ? 'unexplained: nothing is logged of how the fabric came into this state'
      : 'unexplained: the fabric was changed past the transition log';
  const { entries, news } = logged(fabricId, from, to, now, { actor, reason });
  const said = {
    kind: 'fabric.state_unexplained',
    subjectType: 'fabric',
    subjectId: fabricId,
    fabricId,
    actor,
    data: { from, to, reason },
  };
  return { entries: [said, ...entries], news };
}

/** A transition that we make. @throws RefusedTransition */
export function ownTransition(
  fabricId: number,
  from: SyncState | null,
  to: SyncState,
  at: Date,
  cause: Cause,
): Logged {
  if (from === to) return NOTHING;
  if (!isAllowedTransition(from, to)) throw new RefusedTransition(fabricId, from, to);
  return logged(fabricId, from, to, at, cause);
}

function logged(
  fabricId: number,
  from: SyncState | null,
  to: SyncState,
  at: Date,
  { actor, reason, runId }: Cause,
): Logged {
  const entry = {
    at,
    kind: 'transition',
    subjectType: 'fabric',
    subjectId: fabricId,
    fabricId,
    ...(runId === undefined ? {} : { runId }),
    actor,
    data: { from, to, reason },
  };
  const data = { from, to, reason, actor, run_id: runId ?? null };
  return { entries: [entry], news: [{ topic: 'transitions', event: 'transition', at, data }] };
}
