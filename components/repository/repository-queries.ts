'use client';

import { useQuery } from '@tanstack/react-query';
import { api } from '#app/paths.ts';
import { getJson } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';
import { PAGE_LIMIT_MAX, pageOf } from '#server/domain/wire/list.ts';
import { repository } from '#server/domain/wire/repository.ts';

const repositoryPage = pageOf(repository);

export function useRepositories(query: string) {
  return useQuery({
    queryKey: keys.repositories(query),
    queryFn: ({ signal }) => getJson(repositoryPage, api.repositories(query), signal),
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
    queryFn: ({ signal }) => getJson(repository, api.repository(id), signal),
  });
}
