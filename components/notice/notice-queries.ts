'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '#app/paths.ts';
import { getJson, sendJson } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';
import { pageOf } from '#server/domain/wire/list.ts';
import { notice } from '#server/domain/wire/notice.ts';

const noticePage = pageOf(notice);
/** Live messages come at once; this is for those that were lost. */
const REREAD_MS = 60_000;

export function useNotices(query: string) {
  return useQuery({
    queryKey: keys.notices(query),
    queryFn: ({ signal }) => getJson(noticePage, api.notices(query), signal),
    placeholderData: (before) => before,
    refetchInterval: REREAD_MS,
  });
}

export function useAcknowledge() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => sendJson('POST', notice, api.acknowledgeNotice(id)),
    onSettled: () => client.invalidateQueries({ queryKey: ['notices'] }),
  });
}
