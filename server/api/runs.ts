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
  runParameter,
  textsFilter,
} from '#server/api/parameters.ts';
import { listQuery, pageOf } from '#server/domain/wire/list.ts';
import { run, runResult } from '#server/domain/wire/run.ts';
import { PLAN_ACTIONS, RESULT_OUTCOMES, RUN_STATUSES, TRIGGER_TYPES } from '#server/domain/words.ts';
import { listRunResults, RUN_RESULT_ORDERINGS } from '#server/services/runs/list-run-results.ts';
import { listRuns, RUN_ORDERINGS } from '#server/services/runs/list-runs.ts';
import { readRun } from '#server/services/runs/read-run.ts';

const RUNS = '/api/hedgehog/runs';
const tag = 'runs';

export function addRuns(app: Api, deps: EndpointDependencies): void {
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: RUNS,
      summary: 'Runs, newest first',
      tag,
      right: 'view',
      query: listQuery.extend({
        ordering: orderingBy(RUN_ORDERINGS),
        id: longIdsFilter,
        task_id: textsFilter,
        fabric_id: idsFilter,
        status: anyOf(z.enum(RUN_STATUSES)),
        trigger_type: anyOf(z.enum(TRIGGER_TYPES)),
        error_code: textsFilter,
        queued_at__gte: instantFilter,
        queued_at__lt: instantFilter,
      }),
      answer: pageOf(run),
      status: 200,
    },
    async ({ ctx, query, http }) => listAnswer(http, deps.publicUrl, query, await listRuns(ctx, query)),
  );
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: `${RUNS}/{id}`,
      summary: 'One run, by its number or its task id',
      tag,
      right: 'view',
      params: runParameter,
      answer: run,
      status: 200,
      errors: [404],
    },
    ({ ctx, params }) => readRun(ctx, params.id),
  );
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: `${RUNS}/{id}/results`,
      summary: 'What a run did to each object that differed, in the order in which it was done',
      description: '`ordering=outcome` puts what failed first.',
      tag,
      right: 'view',
      params: runParameter,
      query: listQuery.extend({
        ordering: orderingBy(RUN_RESULT_ORDERINGS),
        action: anyOf(z.enum(PLAN_ACTIONS)),
        outcome: anyOf(z.enum(RESULT_OUTCOMES)),
        kind: textsFilter,
        namespace: textsFilter,
        name: textsFilter,
      }),
      answer: pageOf(runResult),
      status: 200,
      errors: [404],
    },
    async ({ ctx, params, query, http }) =>
      listAnswer(http, deps.publicUrl, query, await listRunResults(ctx, params.id, query)),
  );
}
