import { z } from 'zod';
import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { endpoint, type Api } from '#server/api/endpoint.ts';
import { listAnswer } from '#server/api/list-answer.ts';
import {
  anyOf,
  flagFilter,
  idParameter,
  idsFilter,
  instantFilter,
  orderingBy,
  textFilter,
  textsFilter,
} from '#server/api/parameters.ts';
import { SYNC_STATES } from '#server/domain/sync-state.ts';
import { fabric, fabricCounts, fabricInput, fabricPatch } from '#server/domain/wire/fabric.ts';
import { importedKubeconfig, kubeconfigInput } from '#server/domain/wire/kubeconfig.ts';
import { listQuery, pageOf } from '#server/domain/wire/list.ts';
import { preflight } from '#server/domain/wire/preflight.ts';
import { connectionTest } from '#server/domain/wire/repository.ts';
import { createFabric } from '#server/services/fabrics/create-fabric.ts';
import { deleteFabric } from '#server/services/fabrics/delete-fabric.ts';
import { dismissResult } from '#server/services/fabrics/dismiss-result.ts';
import { importKubeconfig } from '#server/services/fabrics/import-kubeconfig.ts';
import { countFabricsByState, FABRIC_ORDERINGS, listFabrics } from '#server/services/fabrics/list-fabrics.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';
import { testFabricConnection } from '#server/services/fabrics/test-fabric-connection.ts';
import { updateFabric } from '#server/services/fabrics/update-fabric.ts';
import { runPreflight } from '#server/services/preflight/run-preflight.ts';

const FABRICS = '/api/hedgehog/fabrics';
const FABRIC = `${FABRICS}/{id}`;
const tag = 'fabrics';

export function addFabrics(app: Api, deps: EndpointDependencies): void {
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: FABRICS,
      summary: 'Fabrics with their sync state, the most urgent first',
      tag,
      right: 'view',
      query: listQuery.extend({
        ordering: orderingBy(FABRIC_ORDERINGS),
        id: idsFilter,
        state: anyOf(z.enum(SYNC_STATES)),
        sync_status: anyOf(z.enum(SYNC_STATES)).describe('The same as `state`'),
        calculated_sync_status: anyOf(z.enum(SYNC_STATES)).describe('The same as `state`'),
        name: textsFilter,
        name__ic: textFilter,
        git_repository: idsFilter,
        kubernetes_namespace: textsFilter,
        sync_enabled: flagFilter,
        last_sync__gte: instantFilter,
        last_sync__lt: instantFilter,
      }),
      answer: pageOf(fabric),
      status: 200,
    },
    async ({ ctx, query, http }) => listAnswer(http, deps.publicUrl, query, await listFabrics(ctx, query)),
  );
  // Before the path with an id: "counts" is none.
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: `${FABRICS}/counts`,
      summary: 'How many fabrics are in each state',
      tag,
      right: 'view',
      answer: fabricCounts,
      status: 200,
    },
    ({ ctx }) => countFabricsByState(ctx),
  );
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: FABRICS,
      summary: 'Create a fabric',
      tag,
      right: 'operate',
      body: fabricInput,
      answer: fabric,
      status: 201,
      bulk: true,
    },
    ({ ctx, body }) => createFabric(ctx, body),
  );
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: FABRIC,
      summary: 'One fabric',
      tag,
      right: 'view',
      params: idParameter,
      answer: fabric,
      status: 200,
      errors: [404],
    },
    ({ ctx, params }) => readFabric(ctx, params.id),
  );
  endpoint(
    app,
    deps,
    {
      method: 'patch',
      path: FABRIC,
      summary: 'Change fields of a fabric',
      tag,
      right: 'operate',
      params: idParameter,
      body: fabricPatch,
      answer: fabric,
      status: 200,
      errors: [404],
      versioned: true,
      bulk: true,
    },
    ({ ctx, params, body, ifMatch }) => updateFabric(ctx, params.id, body, ifMatch),
  );
  endpoint(
    app,
    deps,
    {
      method: 'delete',
      path: FABRIC,
      summary: 'Delete a fabric; its cluster stays as it is',
      tag,
      right: 'operate',
      params: idParameter,
      status: 204,
      errors: [404],
      versioned: true,
      bulk: true,
    },
    ({ ctx, params, ifMatch }) => deleteFabric(ctx, params.id, ifMatch),
  );
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: `${FABRICS}/import-kubeconfig`,
      summary: 'Read a kubeconfig into the fields of a fabric; nothing of it is kept or run',
      tag,
      right: 'operate',
      body: kubeconfigInput,
      answer: importedKubeconfig,
      status: 200,
    },
    ({ body }) => importKubeconfig(body),
  );
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: `${FABRIC}/test-connection`,
      summary: 'Ask the cluster: reachable, who we are, what we may',
      tag,
      right: 'operate',
      params: idParameter,
      answer: connectionTest,
      status: 200,
      errors: [404],
      costly: true,
    },
    ({ ctx, params }) => testFabricConnection(ctx, params.id),
  );
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: `${FABRIC}/preflight`,
      summary: 'Go through everything that a sync needs, without writing anything',
      tag,
      right: 'operate',
      params: idParameter,
      answer: preflight,
      status: 200,
      errors: [404],
      costly: true,
    },
    ({ ctx, params }) => runPreflight(ctx, params.id),
  );
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: `${FABRIC}/dismiss-result`,
      summary: "Hide the last run's message until the next run",
      tag,
      right: 'operate',
      params: idParameter,
      status: 204,
      errors: [404],
    },
    ({ ctx, params }) => dismissResult(ctx, params.id),
  );
}
