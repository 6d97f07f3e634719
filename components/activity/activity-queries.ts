'use client';

import { useQuery } from '@tanstack/react-query';
import { call } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';
import { useLiveStatus } from '#components/live/live-provider.tsx';
import { pollingInterval } from '#components/live/polling.ts';

export function useTransitions(query: string) {
  const live = useLiveStatus();
  return useQuery({
    queryKey: keys.transitions(query),
    queryFn: ({ signal }) => call('GET /transitions', { query, signal }),
    placeholderData: (before) => before,
    refetchInterval: () => pollingInterval(live, false),
  });
}

export function useAuditEvents(query: string) {
  const live = useLiveStatus();
  return useQuery({
    queryKey: keys.auditEvents(query),
    queryFn: ({ signal }) => call('GET /audit-events', { query, signal }),
    placeholderData: (before) => before,
    refetchInterval: () => pollingInterval(live, false),
  });
}
