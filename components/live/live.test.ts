import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { coalesce } from './coalesce.ts';
import { readLiveMessage, wordsToInvalidate } from './live-message.ts';
import { pollingInterval } from './polling.ts';

describe('coalesce', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('acts at once, then once more for everything that came meanwhile', () => {
    const act = vi.fn<() => void>();
    const burst = coalesce(act, 250);

    burst.call();
    expect(act).toHaveBeenCalledTimes(1);
    for (let call = 0; call < 10; call += 1) burst.call();
    expect(act).toHaveBeenCalledTimes(1);

    vi.advanceTimersByTime(250);
    expect(act).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1_000);
    expect(act).toHaveBeenCalledTimes(2);
  });

  it('does nothing any more once stopped', () => {
    const act = vi.fn<() => void>();
    const burst = coalesce(act, 250);

    burst.call();
    burst.call();
    burst.stop();
    vi.advanceTimersByTime(1_000);

    expect(act).toHaveBeenCalledTimes(1);
  });
});

describe('pollingInterval', () => {
  it.each([
    ['live', true, false],
    ['live', false, false],
    ['offline', false, 30_000],
    ['offline', true, 5_000],
    ['connecting', false, 30_000],
  ] as const)('%s, syncing %s: %s', (live, syncing, interval) => {
    expect(pollingInterval(live, syncing)).toBe(interval);
  });
});

describe('readLiveMessage', () => {
  const payload = {
    fabric_id: 7,
    task_id: 'sync_fabric_7',
    percentage: 40,
    message: 'Applying',
    timestamp: '2026-03-01T12:00:00Z',
  };

  it('takes a message of the contract', () => {
    expect(readLiveMessage('sync.progress_update', payload)).toEqual({
      type: 'sync.progress_update',
      payload,
    });
  });

  it.each([
    ['sync.progress_update', { fabric_id: 'seven' }],
    ['sync.status_update', { ...payload, status: 'fine' }],
    ['sync.unknown', payload],
  ])('ignores %s that it does not understand', (type, body) => {
    expect(readLiveMessage(type, body)).toBeNull();
  });
});

describe('wordsToInvalidate', () => {
  it('reads everything that a run changes once it ended', () => {
    expect(wordsToInvalidate('sync.completed')).toEqual(
      expect.arrayContaining(['fabric', 'fabrics', 'runs', 'run', 'resources', 'transitions']),
    );
  });

  it('leaves lists alone while a run goes on', () => {
    expect(wordsToInvalidate('sync.progress_update')).toEqual(['run']);
  });
});
