'use client';

import { useQuery } from '@tanstack/react-query';
import { call } from '#components/api/client.ts';

/** The last checklist of a fabric, kept while the page is open; it runs when somebody asks (`refetch`), never by itself. */
export function useDoctor(fabricId: number) {
  return useQuery({
    queryKey: ['fabric-doctor', fabricId],
    queryFn: () => call('POST /fabrics/{id}/preflight', { params: { id: fabricId } }),
    enabled: false,
    retry: false,
    staleTime: Infinity,
  });
}
