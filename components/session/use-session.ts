'use client';

import { useQuery } from '@tanstack/react-query';
import { api } from '#app/paths.ts';
import { getJson } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';
import { session } from '#server/domain/wire/session.ts';

const SESSION_FRESH_MS = 60_000;

/** The signed-in person; a 401 leads to the sign-in page (query-provider). */
export function useSession() {
  return useQuery({
    queryKey: keys.session(),
    queryFn: ({ signal }) => getJson(session, api.session(), signal),
    staleTime: SESSION_FRESH_MS,
  });
}
