'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';
import type { BodyOf } from '#server/client/client.ts';
import type { Webhook, WebhookInput } from '#server/domain/wire/webhook.ts';

const WAITING_MS = 1_000;
const REREAD_MS = 30_000;

/** What becomes of messages is not pushed: while one waits the list is read each second. */
export function useWebhooks(query: string) {
  return useQuery({
    queryKey: keys.webhooks(query),
    queryFn: ({ signal }) => call('GET /webhooks', { query, signal }),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) =>
      state.data?.results.some(({ last_delivery }) => isFirstTry(last_delivery)) === true
        ? WAITING_MS
        : REREAD_MS,
  });
}

const isFirstTry = (last: Webhook['last_delivery']): boolean =>
  last?.status === 'pending' && last.attempts <= 1;

type WebhookChange =
  | { readonly verb: 'create'; readonly input: WebhookInput }
  | {
      readonly verb: 'update';
      readonly id: number;
      /** What was edited. */
      readonly version: number;
      readonly input: BodyOf<'PATCH /webhooks/{id}'>;
    }
  | { readonly verb: 'delete'; readonly id: number }
  | { readonly verb: 'test'; readonly id: number };

async function perform(change: WebhookChange): Promise<void> {
  switch (change.verb) {
    case 'create':
      await call('POST /webhooks', { body: change.input });
      return;
    case 'update':
      await call('PATCH /webhooks/{id}', {
        params: { id: change.id },
        headers: { 'If-Match': `"${change.version}"` },
        body: change.input,
      });
      return;
    case 'delete':
      await call('DELETE /webhooks/{id}', { params: { id: change.id } });
      return;
    case 'test':
      await call('POST /webhooks/{id}/test', { params: { id: change.id } });
  }
}

export function useWebhookChange() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: perform,
    onSettled: () => client.invalidateQueries({ queryKey: ['webhooks'] }),
  });
}
