'use client';

import { useQuery } from '@tanstack/react-query';
import { call } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';

const SESSION_FRESH_MS = 60_000;

/** The signed-in person; a 401 leads to the sign-in page (query-provider). */
export function useSession() {
  return useQuery({
    queryKey: keys.session(),
    queryFn: ({ signal }) => call('GET /session', { signal }),
    staleTime: SESSION_FRESH_MS,
  });
}
