import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { deliveries, webhooks, type DeliveryRow, type WebhookRow } from '#db/schema/index.ts';
import { nextAttemptMs } from '#server/domain/delivery/back-off.ts';
import { deliveryBody, mailOf } from '#server/domain/delivery/message.ts';
import { sendEmail, type MailServer } from '#server/delivery/send-email.ts';
import { sendWebhook } from '#server/delivery/send-webhook.ts';
import type { SendResult } from '#server/delivery/send-result.ts';
import type { ClaimedDelivery } from '#server/jobs/claim-deliveries.ts';
import { within } from '#server/jobs/within.ts';
import type { Log } from '#server/log.ts';
import { webhookSecretPlace } from '#server/secrets/webhook-secret-place.ts';
import type { Outbound } from '#server/outbound/outbound.ts';
import type { Sealer } from '#server/secrets/seal.ts';

/** For each of the two questions to the database: both and the slowest mail between them fit under the lease. */
const DATABASE_LIMIT_MS = 10_000;

export interface DeliveryDeps {
  readonly db: Database;
  readonly log: Log;
  readonly sealer: Sealer;
  readonly outbound: Outbound;
  readonly publicUrl: string;
  /** Null = mails cannot be sent. */
  readonly mail: MailServer | null;
}

/**
 * Sends one claimed message and records what became of it: delivered, to be tried again, or given up.
 * @throws when the database gives no answer in time; the message's lease runs out by itself
 */
export async function deliver(
  deps: DeliveryDeps,
  claimed: ClaimedDelivery,
  databaseLimitMs: number = DATABASE_LIMIT_MS,
): Promise<void> {
  const row = await within(databaseLimitMs, read(deps, claimed));
  if (row === undefined) return;
  const result = await send(deps, row.delivery, row.webhook);
  await within(databaseLimitMs, record(deps, claimed, result));
  const about = { deliveryId: claimed.id, webhookId: row.webhook.id, attempt: claimed.attempt };
  if (result.type === 'failed') deps.log.warn({ ...about, error: result.error }, 'message not delivered');
  else deps.log.debug(about, 'message delivered');
}

async function read({ db }: DeliveryDeps, claimed: ClaimedDelivery) {
  const [row] = await db
    .select({ delivery: deliveries, webhook: webhooks })
    .from(deliveries)
    .innerJoin(webhooks, eq(webhooks.id, deliveries.webhookId))
    .where(eq(deliveries.id, claimed.id));
  return row;
}

async function send(deps: DeliveryDeps, delivery: DeliveryRow, webhook: WebhookRow): Promise<SendResult> {
  const body = deliveryBody(delivery);
  if (webhook.type === 'email') {
    if (deps.mail === null) {
      const error = 'no mail server is set (FABRIC_SYNC_SMTP_URL)';
      return { type: 'failed', permanent: true, statusCode: null, error };
    }
    const mail = mailOf(body, deps.publicUrl);
    return await sendEmail(deps.mail, { ...mail, id: delivery.uuid, recipients: webhook.recipients });
  }
  const sealed = webhook.secretSealed;
  if (sealed === null) {
    return { type: 'failed', permanent: true, statusCode: null, error: 'the webhook has no secret' };
  }
  const secret = deps.sealer.open(sealed, webhookSecretPlace(webhook.id));
  return await sendWebhook({ url: webhook.url, secret }, body, deps.outbound, new Date());
}

/** Only while the lease is this worker's: whoever took the row over records what it did itself. */
async function record({ db }: DeliveryDeps, claimed: ClaimedDelivery, result: SendResult): Promise<void> {
  const again =
    result.type === 'failed' && !result.permanent ? nextAttemptMs(claimed.attempt, Math.random()) : null;
  const now = sql`clock_timestamp()`;
  const outcome =
    result.type === 'delivered'
      ? { status: 'delivered' as const, finishedAt: now, error: result.note }
      : again === null
        ? { status: 'failed' as const, finishedAt: now, error: result.error }
        : {
            nextAttemptAt: sql`clock_timestamp() + make_interval(secs => ${again / 1_000})`,
            error: result.error,
          };
  await db
    .update(deliveries)
    .set({ ...outcome, statusCode: result.statusCode, leaseUntil: null })
    .where(
      and(
        eq(deliveries.id, claimed.id),
        eq(deliveries.status, 'pending'),
        eq(deliveries.worker, claimed.worker),
        eq(deliveries.attempt, claimed.attempt),
      ),
    );
}
