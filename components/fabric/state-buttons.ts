import type { SyncState } from '#server/domain/sync-state.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';

/** States in which a person may start a run. */
const SYNCABLE: ReadonlySet<SyncState> = new Set(['never_synced', 'out_of_sync', 'error', 'in_sync']);

export interface StateButtons {
  /** Always drawn; pressable or not. */
  readonly syncNowEnabled: boolean;
  readonly configure: boolean;
  readonly enableSync: boolean;
  readonly retry: boolean;
  readonly fixConfiguration: boolean;
  readonly viewProgress: boolean;
}

/** Which buttons a fabric's state calls for. */
export function stateButtons(fabric: Pick<Fabric, 'calculated_sync_status' | 'error'>): StateButtons {
  const state = fabric.calculated_sync_status;
  return {
    syncNowEnabled: SYNCABLE.has(state),
    configure: state === 'not_configured',
    enableSync: state === 'disabled',
    retry: state === 'error',
    fixConfiguration: state === 'error' && fabric.error !== null && !fabric.error.retry_available,
    viewProgress: state === 'syncing',
  };
}
