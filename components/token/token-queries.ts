'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '#app/paths.ts';
import { getJson, send, sendJson } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';
import { pageOf } from '#server/domain/wire/list.ts';
import { createdToken, token, type TokenInput } from '#server/domain/wire/token.ts';

const tokenPage = pageOf(token);

export function useTokens(query: string) {
  return useQuery({
    queryKey: keys.tokens(query),
    queryFn: ({ signal }) => getJson(tokenPage, api.tokens(query), signal),
    placeholderData: (before) => before,
  });
}

export function useCreateToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: TokenInput) => sendJson('POST', createdToken, api.tokens(), input),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tokens'] }),
    // The secret must not stay in memory after the dialog has shown it.
    gcTime: 0,
  });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => send('DELETE', api.token(id)),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  });
}
