'use client';

import { useQuery } from '@tanstack/react-query';
import { call } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';
import { useLiveStatus } from '#components/live/live-provider.tsx';
import { pollingInterval } from '#components/live/polling.ts';
import type { Run } from '#server/domain/wire/run.ts';
import { failedFirst } from './results-order.ts';

/** Whether a run may still change. */
export function isActive(one: Pick<Run, 'status'>): boolean {
  return one.status === 'pending' || one.status === 'running';
}

export function useRuns(query: string) {
  const live = useLiveStatus();
  return useQuery({
    queryKey: keys.runs(query),
    queryFn: ({ signal }) => call('GET /runs', { query, signal }),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => pollingInterval(live, state.data?.results.some(isActive) ?? false),
  });
}

/** `id` as in the address: the number or the task id. */
export function useRun(id: string) {
  const live = useLiveStatus();
  return useQuery({
    queryKey: keys.run(id),
    queryFn: ({ signal }) => call('GET /runs/{id}', { params: { id }, signal }),
    refetchInterval: ({ state }) => {
      if (state.data !== undefined && !isActive(state.data)) return false;
      return pollingInterval(live, true);
    },
  });
}

/** What the run did to each object; of each page what failed first. */
export function useRunResults(id: string, query: string) {
  return useQuery({
    queryKey: keys.runResults(id, query),
    queryFn: ({ signal }) => call('GET /runs/{id}/results', { params: { id }, query, signal }),
    select: (page) => ({ ...page, results: failedFirst(page.results) }),
    placeholderData: (before) => before,
  });
}
