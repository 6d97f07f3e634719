import type { SyncState } from '#server/domain/sync-state.ts';

const EVERYWHERE: readonly SyncState[] = ['not_configured', 'disabled'];

/** Where each state may go; anything else is a bug. The contract's 26 pairs and the real ones beside them (SPEC section 3). */
const ALLOWED: Record<SyncState, readonly SyncState[]> = {
  // The last three: the same server set again, history kept.
  not_configured: [...EVERYWHERE, 'never_synced', 'in_sync', 'out_of_sync', 'error'],
  disabled: [...EVERYWHERE, 'never_synced', 'in_sync', 'out_of_sync', 'error'],
  never_synced: [...EVERYWHERE, 'syncing', 'error'],
  // The last two: a run cancelled before its first write, a selective run.
  syncing: [...EVERYWHERE, 'in_sync', 'error', 'never_synced', 'out_of_sync'],
  in_sync: [...EVERYWHERE, 'out_of_sync', 'syncing', 'error', 'never_synced'],
  // in_sync: the interval was lengthened, or set to 0.
  out_of_sync: [...EVERYWHERE, 'syncing', 'error', 'in_sync', 'never_synced'],
  // The last three: the health check finds the connection well again, or the target changed.
  error: [...EVERYWHERE, 'syncing', 'never_synced', 'in_sync', 'out_of_sync'],
};

/** Whether a fabric may go from one state to another; `from` null is a new fabric, which may start anywhere but syncing. */
export function isAllowedTransition(from: SyncState | null, to: SyncState): boolean {
  if (from === null) return to !== 'syncing';
  return from !== to && ALLOWED[from].includes(to);
}

/** Whether nothing but the clock can have done it: the interval ran out, or the clock was set back. */
export function isMadeByTime(from: SyncState, to: SyncState): boolean {
  return (from === 'in_sync' && to === 'out_of_sync') || (from === 'out_of_sync' && to === 'in_sync');
}
