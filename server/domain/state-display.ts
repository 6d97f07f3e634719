import type { SyncState } from '#server/domain/sync-state.ts';

/** How each state is shown: words, icon, classes and colours are the contract's own, literally. */
export interface StateDisplay {
  readonly text: string;
  readonly icon: string;
  readonly cssClass: string;
  /** Fill of the pill. */
  readonly color: string;
  readonly actionButton: string;
  readonly tooltip: string;
}

export const STATE_DISPLAY: Record<SyncState, StateDisplay> = {
  not_configured: {
    text: 'Not Configured',
    icon: 'mdi mdi-cog-off',
    cssClass: 'bg-secondary text-white',
    color: '#6c757d',
    actionButton: 'Configure Server',
    tooltip: 'Click to configure Kubernetes connection',
  },
  disabled: {
    text: 'Sync Disabled',
    icon: 'mdi mdi-sync-off',
    cssClass: 'bg-secondary text-white',
    color: '#6c757d',
    actionButton: 'Enable Sync',
    tooltip: 'Sync is disabled - click to enable',
  },
  syncing: {
    text: 'Syncing',
    icon: 'mdi mdi-sync mdi-spin',
    cssClass: 'bg-info text-white',
    color: '#0dcaf0',
    actionButton: 'View Progress',
    tooltip: 'Synchronization actively running',
  },
  error: {
    text: 'Sync Error',
    icon: 'mdi mdi-alert-circle',
    cssClass: 'bg-danger text-white',
    color: '#dc3545',
    actionButton: 'Retry',
    tooltip: 'Synchronization failed - see details',
  },
  never_synced: {
    text: 'Never Synced',
    icon: 'mdi mdi-sync-off',
    cssClass: 'bg-warning text-dark',
    color: '#ffc107',
    actionButton: 'Sync Now',
    tooltip: 'First synchronization pending',
  },
  out_of_sync: {
    text: 'Out of Sync',
    icon: 'mdi mdi-sync-alert',
    cssClass: 'bg-warning text-dark',
    color: '#ffc107',
    actionButton: 'Sync Now',
    tooltip: 'Synchronization overdue - click to sync',
  },
  in_sync: {
    text: 'In Sync',
    icon: 'mdi mdi-check-circle',
    cssClass: 'bg-success text-white',
    color: '#198754',
    actionButton: 'Sync Now',
    tooltip: 'Data synchronized with Kubernetes',
  },
};
