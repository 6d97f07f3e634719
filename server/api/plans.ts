import { z } from 'zod';
import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { endpoint, type Api } from '#server/api/endpoint.ts';
import { listAnswer } from '#server/api/list-answer.ts';
import { idParameter, textFilter } from '#server/api/parameters.ts';
import { listQuery, pageOf } from '#server/domain/wire/list.ts';
import { plan, planInput, planItem } from '#server/domain/wire/plan.ts';
import { PLAN_VERDICTS } from '#server/domain/words.ts';
import { listPlanItems } from '#server/services/plan/list-plan-items.ts';
import { makePlan } from '#server/services/plan/make-plan.ts';
import { readPlan } from '#server/services/plan/read-plan.ts';

const FABRIC = '/api/hedgehog/fabrics/{id}';
const PLAN = `${FABRIC}/plans/{plan_id}`;
const tag = 'plans';
const planParameter = idParameter.extend({ plan_id: z.uuid() });

/**
 * Plans are for everybody who may view: a plan only reads, from the one cluster and the one repository that the fabric names,
 * shows nothing that runs and drift do not show, and is bounded in number and time, for each person too.
 */
export function addPlans(app: Api, deps: EndpointDependencies): void {
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: `${FABRIC}/plan`,
      summary: 'What a sync would do now: nothing is written, no run is made',
      tag,
      right: 'view',
      params: idParameter,
      body: planInput,
      bodyOptional: true,
      answer: plan,
      status: 201,
      errors: [404, 425, 429, 502, 503],
    },
    ({ ctx, params, body, http }) => makePlan(ctx, params.id, body, { caller: http.req.raw.signal }),
  );
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: PLAN,
      summary: 'A plan as it was made; plans are kept for an hour',
      tag,
      right: 'view',
      params: planParameter,
      answer: plan,
      status: 200,
      errors: [404],
    },
    ({ ctx, params }) => readPlan(ctx, params.id, params.plan_id),
  );
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: `${PLAN}/items`,
      summary: 'The objects of a plan that are not as they should be, in the order of writing',
      tag,
      right: 'view',
      params: planParameter,
      query: listQuery.extend({
        kind: textFilter,
        action: z.enum(PLAN_VERDICTS).exclude(['unchanged']).optional(),
      }),
      answer: pageOf(planItem),
      status: 200,
      errors: [404],
    },
    async ({ ctx, params, query, http }) =>
      listAnswer(http, deps.publicUrl, query, await listPlanItems(ctx, params.id, params.plan_id, query)),
  );
}
