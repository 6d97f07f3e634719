import { z } from 'zod';
import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { endpoint, type Api } from '#server/api/endpoint.ts';
import { listAnswer } from '#server/api/list-answer.ts';
import { idFilter, longIdParameter, textFilter } from '#server/api/parameters.ts';
import { listQuery, pageOf } from '#server/domain/wire/list.ts';
import { resource, resourceDetail } from '#server/domain/wire/resource.ts';
import { DRIFT_STATUSES } from '#server/domain/words.ts';
import { listResources } from '#server/services/resources/list-resources.ts';
import { readResource } from '#server/services/resources/read-resource.ts';

const RESOURCES = '/api/hedgehog/resources';
const tag = 'resources';

export function addResources(app: Api, deps: EndpointDependencies): void {
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: RESOURCES,
      summary: 'Hedgehog objects and how they compare with the cluster',
      tag,
      right: 'view',
      query: listQuery.extend({
        fabric_id: idFilter,
        kind: textFilter,
        namespace: textFilter,
        name: textFilter,
        drift_status: z.enum(DRIFT_STATUSES).optional(),
      }),
      answer: pageOf(resource),
      status: 200,
    },
    async ({ ctx, query, http }) => listAnswer(http, deps.publicUrl, query, await listResources(ctx, query)),
  );
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: `${RESOURCES}/{id}`,
      summary: 'One object with what it should be',
      tag,
      right: 'view',
      params: longIdParameter,
      answer: resourceDetail,
      status: 200,
      errors: [404],
    },
    ({ ctx, params }) => readResource(ctx, params.id),
  );
}
