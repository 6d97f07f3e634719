'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';
import type { TokenInput } from '#server/domain/wire/token.ts';

export function useTokens(query: string) {
  return useQuery({
    queryKey: keys.tokens(query),
    queryFn: ({ signal }) => call('GET /tokens', { query, signal }),
    placeholderData: (before) => before,
  });
}

export function useCreateToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: TokenInput) => call('POST /tokens', { body: input }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tokens'] }),
    // The secret must not stay in memory after the dialog has shown it.
    gcTime: 0,
  });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => call('DELETE /tokens/{id}', { params: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  });
}
