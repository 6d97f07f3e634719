import { describe, expect, it } from 'vitest';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { runSeen, shownProgress } from './shown-progress.ts';

const fabric = (change: Partial<Fabric>) =>
  ({ calculated_sync_status: 'in_sync', progress: null, last_result: null, ...change }) as Fabric;
const ended = (successful: boolean) =>
  fabric({ last_result: { successful, task_id: 'run_2' } as Fabric['last_result'] });
const PROGRESS = { percentage: 40, message: 'Applying', estimated_completion: null };
const NOTHING = { asked: false, seen: null };

describe('what the bar shows', () => {
  it.each([
    ['nothing of a fabric at rest', ended(true), NOTHING, null],
    ['how far a run is', fabric({ calculated_sync_status: 'syncing', progress: PROGRESS }), NOTHING, 40],
    ['a run that no worker has yet', fabric({ calculated_sync_status: 'syncing' }), NOTHING, 0],
    ['a run from the press on', ended(true), { asked: true, seen: 'run_1' }, 0],
    ['a run that succeeded before it was seen, as whole', ended(true), { asked: false, seen: 'run_2' }, 100],
    ['nothing of a run that failed: its error is there', ended(false), { asked: false, seen: 'run_2' }, null],
    ['nothing of an earlier success', ended(true), { asked: false, seen: 'run_3' }, null],
  ])('%s', (_, shown, wish, percentage) => {
    expect(shownProgress(shown, wish)?.percentage ?? null).toBe(percentage);
  });
});

describe('the run that the bar is about', () => {
  it.each([
    ['the one that goes on', 'run_3', 'run_2', { asked: false, seen: 'run_2' }, 'run_3'],
    ['the one that a press started', null, 'run_3', { asked: false, seen: null }, 'run_3'],
    ['the one that just ended', null, null, { asked: false, seen: 'run_3' }, 'run_3'],
    [
      'none from the next press on: if that is refused, no bar says Done',
      null,
      null,
      { asked: true, seen: 'run_3' },
      null,
    ],
  ])('%s', (_, active, started, wish, run) => {
    expect(runSeen(active, started, wish)).toBe(run);
  });
});
