'use client';

import { useQuery } from '@tanstack/react-query';
import { api } from '#app/paths.ts';
import { getJson } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';
import { useLiveStatus } from '#components/live/live-provider.tsx';
import { pollingInterval } from '#components/live/polling.ts';
import { pageOf } from '#server/domain/wire/list.ts';
import { resource, resourceDetail } from '#server/domain/wire/resource.ts';

const resourcePage = pageOf(resource);

export function useResources(query: string) {
  const live = useLiveStatus();
  return useQuery({
    queryKey: keys.resources(query),
    queryFn: ({ signal }) => getJson(resourcePage, api.resources(query), signal),
    placeholderData: (before) => before,
    refetchInterval: () => pollingInterval(live, false),
  });
}

export function useResource(id: number) {
  const live = useLiveStatus();
  return useQuery({
    queryKey: keys.resource(id),
    queryFn: ({ signal }) => getJson(resourceDetail, api.resource(id), signal),
    refetchInterval: () => pollingInterval(live, false),
  });
}
