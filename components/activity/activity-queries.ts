'use client';

import { useQuery } from '@tanstack/react-query';
import { api } from '#app/paths.ts';
import { getJson } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';
import { useLiveStatus } from '#components/live/live-provider.tsx';
import { pollingInterval } from '#components/live/polling.ts';
import { auditEvent, transition } from '#server/domain/wire/history.ts';
import { pageOf } from '#server/domain/wire/list.ts';

const transitionPage = pageOf(transition);
const auditPage = pageOf(auditEvent);

export function useTransitions(query: string) {
  const live = useLiveStatus();
  return useQuery({
    queryKey: keys.transitions(query),
    queryFn: ({ signal }) => getJson(transitionPage, api.transitions(query), signal),
    placeholderData: (before) => before,
    refetchInterval: () => pollingInterval(live, false),
  });
}

export function useAuditEvents(query: string) {
  const live = useLiveStatus();
  return useQuery({
    queryKey: keys.auditEvents(query),
    queryFn: ({ signal }) => getJson(auditPage, api.auditEvents(query), signal),
    placeholderData: (before) => before,
    refetchInterval: () => pollingInterval(live, false),
  });
}
