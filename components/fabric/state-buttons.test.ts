import { describe, expect, it } from 'vitest';
import { SYNC_STATES } from '#server/domain/sync-state.ts';
import { stateButtons } from './state-buttons.ts';

const failed = (retryAvailable: boolean) => ({
  code: 'X',
  message: 'm',
  advice: 'a',
  retry_at: null,
  retry_available: retryAvailable,
  error_id: null,
});

describe('stateButtons', () => {
  it.each([
    ['not_configured', false, ['configure']],
    ['disabled', false, ['enableSync']],
    ['syncing', false, ['viewProgress']],
    ['error', true, ['retry']],
    ['never_synced', true, []],
    ['out_of_sync', true, []],
    ['in_sync', true, []],
  ] as const)('%s: sync now pressable %s, beside it %j', (state, syncNow, others) => {
    const { syncNowEnabled, ...rest } = stateButtons({ calculated_sync_status: state, error: failed(true) });

    expect(syncNowEnabled).toBe(syncNow);
    expect(Object.keys(rest).filter((button) => rest[button as keyof typeof rest])).toEqual(others);
  });

  it('covers every state', () => {
    expect(SYNC_STATES).toHaveLength(7);
  });

  it('leads to the configuration when no retry comes by itself', () => {
    expect(stateButtons({ calculated_sync_status: 'error', error: failed(false) })).toMatchObject({
      retry: true,
      fixConfiguration: true,
    });
  });
});
