import type { SyncState } from '#server/domain/sync-state.ts';

const BY_STATE: Record<SyncState, number> = {
  in_sync: 100,
  syncing: 90,
  out_of_sync: 70,
  never_synced: 50,
  disabled: 50,
  not_configured: 0,
  error: 20,
};

/** 0 to 100: what the state is worth, less the share of resources that drifted (up to 40 points). */
export function healthScore(state: SyncState, driftCount: number, objectCount: number): number {
  const drifted = objectCount === 0 ? 0 : Math.min(1, driftCount / objectCount);
  return Math.max(0, Math.round(BY_STATE[state] - 40 * drifted));
}
