import type { EndpointDependencies } from '#server/api/dependencies.ts';
import type { Api } from '#server/api/endpoint.ts';
import { addFabrics } from '#server/api/fabrics.ts';
import { addHealth } from '#server/api/health.ts';
import { addAuditEvents, addTransitions } from '#server/api/history.ts';
import { addNotices } from '#server/api/notices.ts';
import { addDocument } from '#server/api/openapi.ts';
import { addPlans } from '#server/api/plans.ts';
import { addPushes } from '#server/api/pushes.ts';
import { addRepositories } from '#server/api/repositories.ts';
import { addResources } from '#server/api/resources.ts';
import { addRuns } from '#server/api/runs.ts';
import { addSession } from '#server/api/session.ts';
import { addSync } from '#server/api/sync.ts';
import { addTokens } from '#server/api/tokens.ts';
import { addTransfer } from '#server/api/transfer.ts';
import { addUsers } from '#server/api/users.ts';
import { addWebhooks } from '#server/api/webhooks.ts';

/** All endpoints, in the order of the document. */
export function addEndpoints(app: Api, parts: EndpointDependencies): void {
  addFabrics(app, parts);
  addSync(app, parts);
  addPlans(app, parts);
  addRepositories(app, parts);
  addPushes(app, parts);
  addResources(app, parts);
  addRuns(app, parts);
  addTransfer(app, parts);
  addTransitions(app, parts);
  addAuditEvents(app, parts);
  addNotices(app, parts);
  addWebhooks(app, parts);
  addUsers(app, parts);
  addTokens(app, parts);
  addSession(app, parts);
  addHealth(app, parts);
  addDocument(app, parts);
}
