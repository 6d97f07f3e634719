'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';

/** Live messages come at once; this is for those that were lost. */
const REREAD_MS = 60_000;

export function useNotices(query: string) {
  return useQuery({
    queryKey: keys.notices(query),
    queryFn: ({ signal }) => call('GET /notices', { query, signal }),
    placeholderData: (before) => before,
    refetchInterval: REREAD_MS,
  });
}

export function useAcknowledge() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => call('POST /notices/{id}/acknowledge', { params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['notices'] }),
  });
}
