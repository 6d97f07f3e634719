import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { endpoint, type Api } from '#server/api/endpoint.ts';
import { idParameter } from '#server/api/parameters.ts';
import { syncStatus } from '#server/domain/wire/fabric.ts';
import { retryInput, runProgress, triggered, triggerInput } from '#server/domain/wire/run.ts';
import { cancelSync } from '#server/services/sync/cancel-sync.ts';
import { readSyncProgress } from '#server/services/sync/read-sync-progress.ts';
import { readSyncStatus } from '#server/services/sync/read-sync-status.ts';
import { retrySync, triggerSync } from '#server/services/sync/trigger-sync.ts';

const SYNC = '/api/hedgehog/fabrics/{id}/sync';
const tag = 'sync';

export function addSync(app: Api, deps: EndpointDependencies): void {
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: `${SYNC}/status`,
      summary: 'Current sync status',
      tag,
      right: 'view',
      params: idParameter,
      answer: syncStatus,
      status: 200,
      errors: [404],
    },
    ({ ctx, params }) => readSyncStatus(ctx, params.id),
  );
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: `${SYNC}/trigger`,
      summary: 'Start a sync now',
      tag,
      right: 'operate',
      params: idParameter,
      body: triggerInput,
      bodyOptional: true,
      answer: triggered,
      status: 202,
      errors: [404, 409, 425],
      idempotent: true,
    },
    ({ ctx, params, body, onceKey }) => triggerSync(ctx, params.id, body, onceKey),
  );
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: `${SYNC}/progress`,
      summary: 'Progress of the running sync, and of the last one for 60 s after its end',
      tag,
      right: 'view',
      params: idParameter,
      answer: runProgress,
      status: 200,
      errors: [404],
    },
    ({ ctx, params }) => readSyncProgress(ctx, params.id),
  );
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: `${SYNC}/cancel`,
      summary: 'Cancel the running sync',
      tag,
      right: 'operate',
      params: idParameter,
      status: 204,
      errors: [404, 409],
    },
    ({ ctx, params }) => cancelSync(ctx, params.id),
  );
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: `${SYNC}/retry`,
      summary: 'Start a sync now and begin the retry series anew',
      tag,
      right: 'operate',
      params: idParameter,
      body: retryInput,
      bodyOptional: true,
      answer: triggered,
      status: 202,
      errors: [404, 409, 425],
      idempotent: true,
    },
    ({ ctx, params, body, onceKey }) => retrySync(ctx, params.id, body, onceKey),
  );
}
