'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';
import type { BodyOf } from '#server/client/client.ts';

export function useUsers(query: string) {
  return useQuery({
    queryKey: keys.users(query),
    queryFn: ({ signal }) => call('GET /users', { query, signal }),
    placeholderData: (before) => before,
  });
}

export function useCreateUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BodyOf<'POST /users'>) => call('POST /users', { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['users'] }),
    // The password must not stay in memory after the dialog has shown it.
    gcTime: 0,
  });
}

interface UserChange {
  readonly id: string;
  readonly input: BodyOf<'PATCH /users/{id}'>;
  /** What was edited; absent = a switch, which no other change makes wrong. */
  readonly version?: number;
}

export function useUpdateUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, input, version }: UserChange) =>
      call('PATCH /users/{id}', {
        params: { id },
        body: input,
        ...(version === undefined ? {} : { headers: { 'If-Match': `"${version}"` } }),
      }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['users'] }),
        // It may have been oneself.
        client.invalidateQueries({ queryKey: keys.session() }),
      ]),
  });
}

export function useResetPassword() {
  return useMutation({
    mutationFn: ({ id, revokeTokens }: { readonly id: string; readonly revokeTokens: boolean }) =>
      call('POST /users/{id}/reset-password', { params: { id }, body: { revoke_tokens: revokeTokens } }),
    gcTime: 0,
  });
}

export function useDeleteUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('DELETE /users/{id}', { params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['users'] }),
  });
}
