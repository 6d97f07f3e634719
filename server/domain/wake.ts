import { calculateSyncState, GRACE_SECONDS, type SyncStateInputs } from '#server/domain/sync-state.ts';

/** What decides when a fabric is next looked at: columns of its row. */
export interface WakeInputs extends SyncStateInputs {
  /** End of the last attempt of any outcome; null = never attempted (against the present target). */
  readonly lastAttemptAt: Date | null;
  readonly retryAt: Date | null;
  readonly scheduleStopped: boolean;
  readonly breakerOpenUntil: Date | null;
}

const later = (a: Date, b: Date | null): Date => (b !== null && b.getTime() > a.getTime() ? b : a);

/**
 * When the next automatic run is due; null when none will start by itself. Past times mean "now".
 * Never attempted: at once. Inside a retry series: its next attempt only. Else: last attempt + interval.
 * An open breaker moves each of them to its end.
 */
export function nextRunAt(fabric: WakeInputs, now: Date): Date | null {
  const state = calculateSyncState(fabric, now);
  if (state === 'not_configured' || state === 'disabled' || state === 'syncing') return null;
  if (fabric.syncInterval <= 0) return null;
  if (fabric.retryAt !== null) return later(fabric.retryAt, fabric.breakerOpenUntil);
  if (fabric.scheduleStopped) return null;
  if (fabric.lastAttemptAt === null) return later(now, fabric.breakerOpenUntil);
  return later(
    new Date(fabric.lastAttemptAt.getTime() + fabric.syncInterval * 1_000),
    fabric.breakerOpenUntil,
  );
}

/**
 * The earliest moment at which the scheduler has something to do: start a run, or log that time made the fabric overdue.
 * Null = nothing changes by itself.
 */
export function nextWakeAt(fabric: WakeInputs, now: Date): Date | null {
  const moments = [nextRunAt(fabric, now)];
  if (calculateSyncState(fabric, now) === 'in_sync' && fabric.lastSync !== null && fabric.syncInterval > 0) {
    // One millisecond past the boundary: at the boundary itself the fabric is still in sync.
    const overdueAt = fabric.lastSync.getTime() + (fabric.syncInterval + GRACE_SECONDS) * 1_000 + 1;
    moments.push(new Date(overdueAt));
  }
  const times = moments.flatMap((moment) => (moment === null ? [] : [moment.getTime()]));
  return times.length === 0 ? null : new Date(Math.min(...times));
}
