'use client';

import { useQuery } from '@tanstack/react-query';
import { api } from '#app/paths.ts';
import { getJson } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';
import { useLiveStatus } from '#components/live/live-provider.tsx';
import { pollingInterval } from '#components/live/polling.ts';
import { pageOf } from '#server/domain/wire/list.ts';
import { type Run, run, runResult } from '#server/domain/wire/run.ts';
import { failedFirst } from './results-order.ts';

const runPage = pageOf(run);
const resultPage = pageOf(runResult);

/** Whether a run may still change. */
export function isActive(one: Pick<Run, 'status'>): boolean {
  return one.status === 'pending' || one.status === 'running';
}

export function useRuns(query: string) {
  const live = useLiveStatus();
  return useQuery({
    queryKey: keys.runs(query),
    queryFn: ({ signal }) => getJson(runPage, api.runs(query), signal),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => pollingInterval(live, state.data?.results.some(isActive) ?? false),
  });
}

/** `id` as in the address: the number or the task id. */
export function useRun(id: string) {
  const live = useLiveStatus();
  return useQuery({
    queryKey: keys.run(id),
    queryFn: ({ signal }) => getJson(run, api.run(id), signal),
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
    queryFn: ({ signal }) => getJson(resultPage, api.runResults(id, query), signal),
    select: (page) => ({ ...page, results: failedFirst(page.results) }),
    placeholderData: (before) => before,
  });
}
