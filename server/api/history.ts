import { z } from 'zod';
import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { endpoint, type Api } from '#server/api/endpoint.ts';
import { listAnswer } from '#server/api/list-answer.ts';
import {
  anyOf,
  idsFilter,
  instantFilter,
  longIdsFilter,
  orderingBy,
  textsFilter,
} from '#server/api/parameters.ts';
import { SYNC_STATES } from '#server/domain/sync-state.ts';
import { auditEvent, transition } from '#server/domain/wire/history.ts';
import { listQuery, pageOf } from '#server/domain/wire/list.ts';
import { AUDIT_ORDERINGS, listAuditEvents } from '#server/services/history/list-audit-events.ts';
import { listTransitions, TRANSITION_ORDERINGS } from '#server/services/history/list-transitions.ts';

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
        ordering: orderingBy(TRANSITION_ORDERINGS),
        fabric_id: idsFilter,
        from: anyOf(z.enum(SYNC_STATES)),
        to: anyOf(z.enum(SYNC_STATES)),
        run_id: longIdsFilter,
        actor: textsFilter,
        at__gte: instantFilter,
        at__lt: instantFilter,
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
        ordering: orderingBy(AUDIT_ORDERINGS),
        fabric_id: idsFilter,
        run_id: longIdsFilter,
        kind: textsFilter,
        subject_type: textsFilter,
        subject_id: textsFilter,
        actor: textsFilter,
        at__gte: instantFilter,
        at__lt: instantFilter,
      }),
      answer: pageOf(auditEvent),
      status: 200,
    },
    async ({ ctx, query, http }) =>
      listAnswer(http, deps.publicUrl, query, await listAuditEvents(ctx, query)),
  );
}
