import { z } from 'zod';
import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { endpoint, type Api } from '#server/api/endpoint.ts';
import { listAnswer } from '#server/api/list-answer.ts';
import { flagFilter, idFilter, longIdParameter } from '#server/api/parameters.ts';
import { listQuery, pageOf } from '#server/domain/wire/list.ts';
import { notice } from '#server/domain/wire/notice.ts';
import { NOTICE_KINDS } from '#server/domain/words.ts';
import { acknowledgeNotice } from '#server/services/notices/acknowledge-notice.ts';
import { listNotices } from '#server/services/notices/list-notices.ts';

const NOTICES = '/api/hedgehog/notices';
const tag = 'notices';

export function addNotices(app: Api, deps: EndpointDependencies): void {
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: NOTICES,
      summary: 'What a person should know, newest first',
      tag,
      right: 'view',
      query: listQuery.extend({
        fabric_id: idFilter,
        open: flagFilter,
        acknowledged: flagFilter,
        kind: z.enum(NOTICE_KINDS).optional(),
      }),
      answer: pageOf(notice),
      status: 200,
    },
    async ({ ctx, query, http }) => listAnswer(http, deps.publicUrl, query, await listNotices(ctx, query)),
  );
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: `${NOTICES}/{id}/acknowledge`,
      summary: 'Say that somebody takes care of it; it closes by itself when its cause has passed',
      tag,
      right: 'operate',
      params: longIdParameter,
      answer: notice,
      status: 200,
      errors: [404],
    },
    ({ ctx, params }) => acknowledgeNotice(ctx, params.id),
  );
}
