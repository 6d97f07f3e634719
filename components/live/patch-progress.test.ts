import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import type { Page } from '#server/domain/wire/list.ts';
import { patchProgress, withProgress } from './patch-progress.ts';

/** Only what progress looks at. */
const fabric = (id: number, taskId: string | null, percentage: number) =>
  ({
    id,
    active_task_id: taskId,
    why: 'before',
    progress: { percentage, message: 'before', estimated_completion: null },
  }) as Fabric;

const payload = {
  fabric_id: 6,
  task_id: 'sync_fabric_6',
  percentage: 65,
  message: 'Applying Connection 18/26',
  timestamp: '2026-03-01T12:00:00Z',
};

describe('withProgress', () => {
  it('takes newer progress of the run that goes on', () => {
    expect(withProgress(fabric(6, 'sync_fabric_6', 40), payload)).toMatchObject({
      why: 'Applying Connection 18/26',
      progress: { percentage: 65, message: 'Applying Connection 18/26' },
    });
  });

  it.each([
    ['another fabric', fabric(7, 'sync_fabric_6', 40)],
    ['another run', fabric(6, 'sync_fabric_6-2', 40)],
    ['no run any more', fabric(6, null, 40)],
    ['progress that is further', fabric(6, 'sync_fabric_6', 80)],
  ])('leaves %s alone', (_name, before) => {
    expect(withProgress(before, payload)).toBe(before);
  });
});

describe('patchProgress', () => {
  it('changes the fabric wherever it is shown, and nothing that was never read', () => {
    const client = new QueryClient();
    const others = fabric(7, 'sync_fabric_7', 10);
    client.setQueryData(['fabric', 6], fabric(6, 'sync_fabric_6', 40));
    client.setQueryData(['fabrics', 'list', ''], {
      count: 2,
      next: null,
      previous: null,
      results: [fabric(6, 'sync_fabric_6', 40), others],
    });
    client.setQueryData(['fabrics', 'counts'], { syncing: 2 });

    patchProgress(client, payload);

    expect(client.getQueryData<Fabric>(['fabric', 6])?.progress?.percentage).toBe(65);
    const page = client.getQueryData<Page<Fabric>>(['fabrics', 'list', '']);
    expect(page?.results.map((one) => one.progress?.percentage)).toEqual([65, 10]);
    expect(client.getQueryData(['fabrics', 'counts'])).toEqual({ syncing: 2 });
    expect(client.getQueryData(['fabric', 7])).toBeUndefined();
  });
});
