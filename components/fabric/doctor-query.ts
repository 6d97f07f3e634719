'use client';

import { useQuery } from '@tanstack/react-query';
import { api } from '#app/paths.ts';
import { sendJson } from '#components/api/client.ts';
import { preflight } from '#server/domain/wire/preflight.ts';

/** The last checklist of a fabric, kept while the page is open; it runs when somebody asks (`refetch`), never by itself. */
export function useDoctor(fabricId: number) {
  return useQuery({
    queryKey: ['fabric-doctor', fabricId],
    queryFn: () => sendJson('POST', preflight, api.fabricPreflight(fabricId)),
    enabled: false,
    retry: false,
    staleTime: Infinity,
  });
}
