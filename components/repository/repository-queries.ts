'use client';

import { useQuery } from '@tanstack/react-query';
import { call } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';
import { PAGE_LIMIT_MAX } from '#server/domain/wire/list.ts';

export function useRepositories(query: string) {
  return useQuery({
    queryKey: keys.repositories(query),
    queryFn: ({ signal }) => call('GET /repositories', { query, signal }),
    placeholderData: (before) => before,
  });
}

/** All repositories by name, for choices. */
export function useAllRepositories() {
  return useRepositories(`?limit=${PAGE_LIMIT_MAX}&ordering=name`);
}

export function useRepository(id: number) {
  return useQuery({
    queryKey: keys.repository(id),
    queryFn: ({ signal }) => call('GET /repositories/{id}', { params: { id }, signal }),
  });
}
