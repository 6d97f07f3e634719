'use client';

import { useQuery } from '@tanstack/react-query';
import { call } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';
import { useLiveStatus } from '#components/live/live-provider.tsx';
import { pollingInterval } from '#components/live/polling.ts';
import { SYNC_STATES, type SyncState } from '#server/domain/sync-state.ts';
import { PAGE_LIMIT_MAX } from '#server/domain/wire/list.ts';

export function useFabric(id: number) {
  const live = useLiveStatus();
  return useQuery({
    queryKey: keys.fabric(id),
    queryFn: ({ signal }) => call('GET /fabrics/{id}', { params: { id }, signal }),
    refetchInterval: ({ state }) => pollingInterval(live, state.data?.calculated_sync_status === 'syncing'),
  });
}

/** A page of fabrics; while the next one loads the former stays in view. */
export function useFabrics(query: string) {
  const live = useLiveStatus();
  return useQuery({
    queryKey: keys.fabrics(query),
    queryFn: ({ signal }) => call('GET /fabrics', { query, signal }),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) =>
      pollingInterval(
        live,
        state.data?.results.some((one) => one.calculated_sync_status === 'syncing') ?? false,
      ),
  });
}

/** How many fabrics are in each state. */
export function useFabricCounts() {
  const live = useLiveStatus();
  return useQuery({
    queryKey: keys.fabricCounts(),
    queryFn: async ({ signal }) => {
      const answer = await call('GET /fabrics/counts', { signal });
      return Object.fromEntries(SYNC_STATES.map((state) => [state, answer[state] ?? 0])) as Record<
        SyncState,
        number
      >;
    },
    refetchInterval: () => pollingInterval(live, false),
  });
}

/** Names of all fabrics, for filters. */
export function useFabricNames() {
  const query = `?limit=${PAGE_LIMIT_MAX}&ordering=name`;
  return useQuery({
    queryKey: keys.fabrics(query),
    queryFn: ({ signal }) => call('GET /fabrics', { query, signal }),
    select: (page) => page.results.map(({ id, name }) => ({ id, name })),
    staleTime: 60_000,
  });
}

/** The fabrics that name a repository. */
export function useFabricsOf(repositoryId: number) {
  const query = `?limit=${PAGE_LIMIT_MAX}&ordering=name`;
  return useQuery({
    queryKey: keys.fabrics(query),
    queryFn: ({ signal }) => call('GET /fabrics', { query, signal }),
    select: (page) => page.results.filter((one) => one.git_repository === repositoryId),
  });
}
