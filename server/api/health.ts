import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { endpoint, type Api } from '#server/api/endpoint.ts';
import { health } from '#server/domain/wire/health.ts';
import { readHealth } from '#server/services/health/read-health.ts';

export function addHealth(app: Api, deps: EndpointDependencies): void {
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: '/health/sync',
      summary: 'Health of the sync system, for monitoring; 503 when unhealthy',
      tag: 'health',
      right: 'anyone',
      answer: health,
      anyQuery: true,
      status: 200,
      statusOf: (found) => (found.overall_status === 'unhealthy' ? 503 : 200),
    },
    () => readHealth(deps, new Date()),
  );
}
