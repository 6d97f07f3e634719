import { z } from 'zod';
import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { endpoint, type Api } from '#server/api/endpoint.ts';
import { listAnswer } from '#server/api/list-answer.ts';
import {
  anyOf,
  idsFilter,
  longIdParameter,
  longIdsFilter,
  orderingBy,
  textFilter,
  textsFilter,
} from '#server/api/parameters.ts';
import { listQuery, pageOf } from '#server/domain/wire/list.ts';
import { resource, resourceDetail } from '#server/domain/wire/resource.ts';
import { DRIFT_STATUSES } from '#server/domain/words.ts';
import { changedResource, resourceInput, resourcePatch } from '#server/domain/wire/resource-change.ts';
import { createResource } from '#server/services/resources/create-resource.ts';
import { deleteResource } from '#server/services/resources/delete-resource.ts';
import { listResources, RESOURCE_ORDERINGS } from '#server/services/resources/list-resources.ts';
import { readResource } from '#server/services/resources/read-resource.ts';
import { updateResource } from '#server/services/resources/update-resource.ts';

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
        ordering: orderingBy(RESOURCE_ORDERINGS),
        id: longIdsFilter,
        fabric_id: idsFilter,
        kind: textsFilter,
        namespace: textsFilter,
        name: textsFilter,
        name__ic: textFilter,
        drift_status: anyOf(z.enum(DRIFT_STATUSES)),
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
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: RESOURCES,
      summary: 'Add an object to the inventory of a fabric',
      tag,
      right: 'operate',
      body: resourceInput,
      answer: changedResource,
      status: 201,
      errors: [404, 409],
      bulk: true,
    },
    ({ ctx, body }) => createResource(ctx, body),
  );
  endpoint(
    app,
    deps,
    {
      method: 'patch',
      path: `${RESOURCES}/{id}`,
      summary: 'Change what an object of the inventory should be',
      tag,
      right: 'operate',
      params: longIdParameter,
      body: resourcePatch,
      answer: changedResource,
      status: 200,
      errors: [404, 409],
      versioned: true,
      bulk: true,
    },
    ({ ctx, params, body, ifMatch }) => updateResource(ctx, params.id, body, ifMatch),
  );
  endpoint(
    app,
    deps,
    {
      method: 'delete',
      path: `${RESOURCES}/{id}`,
      summary: 'Take an object out of the inventory; the next sync takes it out of the cluster',
      tag,
      right: 'operate',
      params: longIdParameter,
      status: 204,
      errors: [404, 409],
      versioned: true,
      bulk: true,
    },
    ({ ctx, params, ifMatch }) => deleteResource(ctx, params.id, ifMatch),
  );
}
