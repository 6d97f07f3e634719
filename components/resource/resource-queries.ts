'use client';

import { useQuery } from '@tanstack/react-query';
import { call } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';
import { useLiveStatus } from '#components/live/live-provider.tsx';
import { pollingInterval } from '#components/live/polling.ts';

export function useResources(query: string) {
  const live = useLiveStatus();
  return useQuery({
    queryKey: keys.resources(query),
    queryFn: ({ signal }) => call('GET /resources', { query, signal }),
    placeholderData: (before) => before,
    refetchInterval: () => pollingInterval(live, false),
  });
}

export function useResource(id: number) {
  const live = useLiveStatus();
  return useQuery({
    queryKey: keys.resource(id),
    queryFn: ({ signal }) => call('GET /resources/{id}', { params: { id }, signal }),
    refetchInterval: () => pollingInterval(live, false),
  });
}
