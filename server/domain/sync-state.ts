/**
 * The seven sync states of a fabric: derived from one row and the clock, never stored. First row that matches wins.
 *
 * | state          | when                                            |
 * | -------------- | ----------------------------------------------- |
 * | not_configured | no Kubernetes server                            |
 * | disabled       | sync_enabled is false                           |
 * | syncing        | a pending or running run exists                 |
 * | error          | connection_error or sync_error has text         |
 * | never_synced   | no verified run yet                             |
 * | out_of_sync    | interval > 0 and last_sync older than it + 5 s  |
 * | in_sync        | otherwise                                       |
 */
export const SYNC_STATES = [
  'not_configured',
  'disabled',
  'syncing',
  'error',
  'never_synced',
  'out_of_sync',
  'in_sync',
] as const;

export type SyncState = (typeof SYNC_STATES)[number];

/** Allowance for the scheduler: a fabric is late only after its interval and this much more. */
export const GRACE_SECONDS = 5;

/** What the state depends on: columns of the fabric's row, nothing else. */
export interface SyncStateInputs {
  readonly kubernetesServer: string | null;
  readonly syncEnabled: boolean;
  /** Seconds; 0 = manual only. */
  readonly syncInterval: number;
  readonly activeRunId: number | null;
  readonly connectionError: string | null;
  readonly syncError: string | null;
  /** End of the last successful, verified run. */
  readonly lastSync: Date | null;
}

const isBlank = (text: string | null): boolean => text === null || text.trim() === '';

/** Whether a Kubernetes server is set. */
export const isConfigured = (fabric: Pick<SyncStateInputs, 'kubernetesServer'>): boolean =>
  !isBlank(fabric.kubernetesServer);

/** Milliseconds since the interval ran out, without the grace; 0 when it has not, at interval 0 and before the first run. */
export function overdueMs(fabric: Pick<SyncStateInputs, 'lastSync' | 'syncInterval'>, now: Date): number {
  if (fabric.lastSync === null || fabric.syncInterval <= 0) return 0;
  return Math.max(0, now.getTime() - fabric.lastSync.getTime() - fabric.syncInterval * 1_000);
}

/** Whether the last verified run is older than interval + grace. */
export function isOverdue(fabric: Pick<SyncStateInputs, 'lastSync' | 'syncInterval'>, now: Date): boolean {
  return overdueMs(fabric, now) > GRACE_SECONDS * 1_000;
}

/** The state of a fabric at `now` (the database's clock). O(1), no I/O. */
export function calculateSyncState(fabric: SyncStateInputs, now: Date): SyncState {
  if (!isConfigured(fabric)) return 'not_configured';
  if (!fabric.syncEnabled) return 'disabled';
  if (fabric.activeRunId !== null) return 'syncing';
  if (!isBlank(fabric.connectionError) || !isBlank(fabric.syncError)) return 'error';
  if (fabric.lastSync === null) return 'never_synced';
  if (isOverdue(fabric, now)) return 'out_of_sync';
  return 'in_sync';
}
