import { escalationMoments, type NoticeInputs } from '#server/domain/notices/standing-notices.ts';
import { isStoppedByCredentials } from '#server/domain/push/new-head.ts';
import { calculateSyncState, GRACE_SECONDS } from '#server/domain/sync-state.ts';
import { isWindowOpen, nextOpening } from '#server/domain/window/window.ts';

/** What decides when a fabric is next looked at: columns of its row. */
export interface WakeInputs extends NoticeInputs {
  /** Of the fabric: spreads those whose windows open at one moment. */
  readonly id: number;
  /** End of the last attempt of any outcome; null = never attempted (against the present target). */
  readonly lastAttemptAt: Date | null;
  readonly retryAt: Date | null;
  /** What a push put into the fabric's directory and no run has begun to read yet. */
  readonly pushedTree: string | null;
}

const later = (a: Date, b: Date | null): Date => (b !== null && b.getTime() > a.getTime() ? b : a);

/** Fabrics whose windows open at one moment start within this time, each at a moment of its own. */
const OPENING_SPREAD_MS = 15_000;
/** Spreads ids that follow each other (Knuth's multiplicative hash). */
const spreadMs = (id: number): number => ((id * 2_654_435_761) % 2 ** 32) % OPENING_SPREAD_MS;

/**
 * When the next automatic run is due; null when none will start by itself. Past times mean "now".
 * Never attempted, or after a push: at once. Inside a retry series: its next attempt only. Else: last attempt + interval.
 * An open breaker moves each of them to its end, closed sync windows to shortly after their opening.
 */
export function nextRunAt(fabric: WakeInputs, now: Date): Date | null {
  const due = dueAt(fabric, now);
  if (due === null) return null;
  const from = later(due, now);
  if (isWindowOpen(fabric.syncWindows, from)) return due;
  const opening = nextOpening(fabric.syncWindows, from);
  if (opening === null) return null;
  const spread = new Date(opening.at.getTime() + spreadMs(fabric.id));
  return isWindowOpen(fabric.syncWindows, spread) ? spread : opening.at;
}

function dueAt(fabric: WakeInputs, now: Date): Date | null {
  const state = calculateSyncState(fabric, now);
  if (state === 'not_configured' || state === 'disabled' || state === 'syncing') return null;
  if (fabric.syncInterval <= 0) return null;
  if (fabric.pushedTree !== null && !isStoppedByCredentials(fabric)) {
    return later(now, fabric.breakerOpenUntil);
  }
  if (fabric.retryAt !== null) return later(fabric.retryAt, fabric.breakerOpenUntil);
  if (fabric.scheduleStopped) return null;
  if (fabric.lastAttemptAt === null) return later(now, fabric.breakerOpenUntil);
  return later(
    new Date(fabric.lastAttemptAt.getTime() + fabric.syncInterval * 1_000),
    fabric.breakerOpenUntil,
  );
}

/**
 * The earliest moment at which the scheduler has something to do: start a run, log that time made the fabric overdue, or begin
 * a notice.
 * Null = nothing changes by itself.
 */
export function nextWakeAt(fabric: WakeInputs, now: Date): Date | null {
  const moments = [nextRunAt(fabric, now), ...escalationMoments(fabric, now)];
  if (calculateSyncState(fabric, now) === 'in_sync' && fabric.lastSync !== null && fabric.syncInterval > 0) {
    // One millisecond past the boundary: at the boundary itself the fabric is still in sync.
    const overdueAt = fabric.lastSync.getTime() + (fabric.syncInterval + GRACE_SECONDS) * 1_000 + 1;
    moments.push(new Date(overdueAt));
  }
  const times = moments.flatMap((moment) => (moment === null ? [] : [moment.getTime()]));
  return times.length === 0 ? null : new Date(Math.min(...times));
}
