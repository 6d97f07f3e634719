import { z } from 'zod';
import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { endpoint, type Api } from '#server/api/endpoint.ts';
import { listAnswer } from '#server/api/list-answer.ts';
import { idFilter, longIdFilter, textFilter } from '#server/api/parameters.ts';
import { SYNC_STATES } from '#server/domain/sync-state.ts';
import { auditEvent, transition } from '#server/domain/wire/history.ts';
import { listQuery, pageOf } from '#server/domain/wire/list.ts';
import { listAuditEvents } from '#server/services/history/list-audit-events.ts';
import { listTransitions } from '#server/services/history/list-transitions.ts';

const tag = 'history';

export function addTransitions(app: Api, deps: EndpointDependencies): void {
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: '/api/hedgehog/transitions',
      summary: 'Changes of sync states, newest first',
      tag,
      right: 'view',
      query: listQuery.extend({
        fabric_id: idFilter,
        from: z.enum(SYNC_STATES).optional(),
        to: z.enum(SYNC_STATES).optional(),
        run_id: longIdFilter,
      }),
      answer: pageOf(transition),
      status: 200,
    },
    async ({ ctx, query, http }) =>
      listAnswer(http, deps.publicUrl, query, await listTransitions(ctx, query)),
  );
}

export function addAuditEvents(app: Api, deps: EndpointDependencies): void {
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: '/api/hedgehog/audit-events',
      summary: 'Who did what, newest first',
      tag,
      right: 'view',
      query: listQuery.extend({
        fabric_id: idFilter,
        kind: textFilter,
        subject_type: textFilter,
        subject_id: textFilter,
        actor: textFilter,
      }),
      answer: pageOf(auditEvent),
      status: 200,
    },
    async ({ ctx, query, http }) =>
      listAnswer(http, deps.publicUrl, query, await listAuditEvents(ctx, query)),
  );
}
