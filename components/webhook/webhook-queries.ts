'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '#app/paths.ts';
import { getJson, send, sendJson } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';
import { pageOf } from '#server/domain/wire/list.ts';
import { delivery, webhook, type Webhook, type WebhookInput } from '#server/domain/wire/webhook.ts';

const webhookPage = pageOf(webhook);
const WAITING_MS = 1_000;
const REREAD_MS = 30_000;

/** What becomes of messages is not pushed: while one waits the list is read each second. */
export function useWebhooks(query: string) {
  return useQuery({
    queryKey: keys.webhooks(query),
    queryFn: ({ signal }) => getJson(webhookPage, api.webhooks(query), signal),
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
  | { readonly verb: 'update'; readonly id: number; readonly input: object }
  | { readonly verb: 'delete'; readonly id: number }
  | { readonly verb: 'test'; readonly id: number };

async function perform(change: WebhookChange): Promise<void> {
  switch (change.verb) {
    case 'create':
      await sendJson('POST', webhook, api.webhooks(), change.input);
      return;
    case 'update':
      await sendJson('PATCH', webhook, api.webhook(change.id), change.input);
      return;
    case 'delete':
      await send('DELETE', api.webhook(change.id));
      return;
    case 'test':
      await sendJson('POST', delivery, api.webhookTest(change.id));
  }
}

export function useWebhookChange() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: perform,
    onSettled: () => client.invalidateQueries({ queryKey: ['webhooks'] }),
  });
}
