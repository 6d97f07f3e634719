import { expect, test } from 'vitest';
import { STATE_DISPLAY } from '#server/domain/state-display.ts';
import { SYNC_STATES, type SyncState } from '#server/domain/sync-state.ts';

/** The contract's table, as written there: operators' own browser suites look for these words and classes. */
const TABLE: readonly [SyncState, string, string, string, string, string, string][] = [
  [
    'not_configured',
    'Not Configured',
    'mdi mdi-cog-off',
    'bg-secondary text-white',
    '#6c757d',
    'Configure Server',
    'Click to configure Kubernetes connection',
  ],
  [
    'disabled',
    'Sync Disabled',
    'mdi mdi-sync-off',
    'bg-secondary text-white',
    '#6c757d',
    'Enable Sync',
    'Sync is disabled - click to enable',
  ],
  [
    'syncing',
    'Syncing',
    'mdi mdi-sync mdi-spin',
    'bg-info text-white',
    '#0dcaf0',
    'View Progress',
    'Synchronization actively running',
  ],
  [
    'error',
    'Sync Error',
    'mdi mdi-alert-circle',
    'bg-danger text-white',
    '#dc3545',
    'Retry',
    'Synchronization failed - see details',
  ],
  [
    'never_synced',
    'Never Synced',
    'mdi mdi-sync-off',
    'bg-warning text-dark',
    '#ffc107',
    'Sync Now',
    'First synchronization pending',
  ],
  [
    'out_of_sync',
    'Out of Sync',
    'mdi mdi-sync-alert',
    'bg-warning text-dark',
    '#ffc107',
    'Sync Now',
    'Synchronization overdue - click to sync',
  ],
  [
    'in_sync',
    'In Sync',
    'mdi mdi-check-circle',
    'bg-success text-white',
    '#198754',
    'Sync Now',
    'Data synchronized with Kubernetes',
  ],
];

test.each(TABLE)('%s is shown as "%s"', (state, text, icon, cssClass, color, actionButton, tooltip) => {
  expect(STATE_DISPLAY[state]).toEqual({ text, icon, cssClass, color, actionButton, tooltip });
});

test('every state stands in the table, in the order in which they are decided', () => {
  expect(TABLE.map(([state]) => state)).toEqual(SYNC_STATES);
});
