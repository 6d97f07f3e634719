'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
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

/** Events of Git hosts are not told to pages: one that waits for the first looks again. */
const REREAD_MS = 5_000;

export function useRepository(id: number) {
  return useQuery({
    queryKey: keys.repository(id),
    queryFn: ({ signal }) => call('GET /repositories/{id}', { params: { id }, signal }),
    refetchInterval: ({ state }) => (state.data?.webhook_enabled === true ? REREAD_MS : false),
  });
}

/** The secret of push events: made, made anew, taken away. */
export function usePushSecret(id: number) {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: keys.repository(id) });
  return {
    make: useMutation({
      mutationFn: () => call('POST /repositories/{id}/webhook-secret', { params: { id } }),
      onSettled,
    }),
    remove: useMutation({
      mutationFn: () => call('DELETE /repositories/{id}/webhook-secret', { params: { id } }),
      onSettled,
    }),
  };
}
