import { z } from 'zod';
import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { endpoint, type Api } from '#server/api/endpoint.ts';
import { listAnswer } from '#server/api/list-answer.ts';
import { idParameter } from '#server/api/parameters.ts';
import { listQuery, pageOf } from '#server/domain/wire/list.ts';
import { delivery, webhook, webhookInput, webhookPatch } from '#server/domain/wire/webhook.ts';
import { DELIVERY_STATUSES } from '#server/domain/words.ts';
import { createWebhook } from '#server/services/webhooks/create-webhook.ts';
import { deleteWebhook } from '#server/services/webhooks/delete-webhook.ts';
import { listDeliveries, listWebhooks } from '#server/services/webhooks/list-webhooks.ts';
import { findWebhook } from '#server/services/webhooks/present-webhook.ts';
import { testWebhook } from '#server/services/webhooks/test-webhook.ts';
import { updateWebhook } from '#server/services/webhooks/update-webhook.ts';

const WEBHOOKS = '/api/hedgehog/webhooks';
const WEBHOOK = `${WEBHOOKS}/{id}`;
const tag = 'webhooks';
const right = 'administer';

export function addWebhooks(app: Api, deps: EndpointDependencies): void {
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: WEBHOOKS,
      summary: 'Where news is sent: webhooks and e-mail',
      tag,
      right,
      query: listQuery,
      answer: pageOf(webhook),
      status: 200,
    },
    async ({ ctx, query, http }) => listAnswer(http, deps.publicUrl, query, await listWebhooks(ctx, query)),
  );
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: WEBHOOKS,
      summary: 'Add a webhook or e-mail recipients',
      tag,
      right,
      body: webhookInput,
      answer: webhook,
      status: 201,
    },
    ({ ctx, body }) => createWebhook(ctx, body),
  );
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: WEBHOOK,
      summary: 'One webhook',
      tag,
      right,
      params: idParameter,
      answer: webhook,
      status: 200,
      errors: [404],
    },
    ({ ctx, params }) => findWebhook(ctx.db, params.id),
  );
  endpoint(
    app,
    deps,
    {
      method: 'patch',
      path: WEBHOOK,
      summary: 'Change fields of a webhook',
      tag,
      right,
      params: idParameter,
      body: webhookPatch,
      answer: webhook,
      status: 200,
      errors: [404],
      versioned: true,
    },
    ({ ctx, params, body, ifMatch }) => updateWebhook(ctx, params.id, body, ifMatch),
  );
  endpoint(
    app,
    deps,
    {
      method: 'delete',
      path: WEBHOOK,
      summary: 'Delete a webhook',
      tag,
      right,
      params: idParameter,
      status: 204,
      errors: [404],
      versioned: true,
    },
    ({ ctx, params, ifMatch }) => deleteWebhook(ctx, params.id, ifMatch),
  );
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: `${WEBHOOK}/test`,
      summary: 'Send a test message',
      tag,
      right,
      params: idParameter,
      answer: delivery,
      status: 202,
      errors: [404, 409],
    },
    ({ ctx, params }) => testWebhook(ctx, params.id),
  );
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: `${WEBHOOK}/deliveries`,
      summary: 'Messages to a webhook, newest first',
      tag,
      right,
      params: idParameter,
      query: listQuery.extend({ status: z.enum(DELIVERY_STATUSES).optional() }),
      answer: pageOf(delivery),
      status: 200,
      errors: [404],
    },
    async ({ ctx, params, query, http }) =>
      listAnswer(http, deps.publicUrl, query, await listDeliveries(ctx, params.id, query)),
  );
}
