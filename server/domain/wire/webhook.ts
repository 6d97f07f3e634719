import { z } from 'zod';
import { ID_MAX } from '#server/domain/wire/identifier.ts';
import { line } from '#server/domain/wire/text.ts';
import { DELIVERY_EVENTS, DELIVERY_STATUSES, WEBHOOK_EVENTS, WEBHOOK_TYPES } from '#server/domain/words.ts';

const instant = z.iso.datetime();

/** Credentials in a URL would be shown to whoever reads the list; the signature is what proves who sends. */
function isWebhookUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    text === '' ||
    (url !== null && /^https?:\/\/[^\s\p{Cc}]+$/iu.test(text) && url.username === '' && url.password === '')
  );
}

const RECIPIENTS_MAX = 50;
const SECRET_MIN = 16;

const settings = {
  name: line(100).min(1, 'Enter a name'),
  url: z
    .string()
    .trim()
    .max(2_000)
    .refine(isWebhookUrl, 'Enter a URL such as https://example.org/hook, without credentials in it'),
  /** Write only. Absent = unchanged. Signs each message. */
  secret: z
    .string()
    .min(SECRET_MIN, `Enter at least ${SECRET_MIN} characters`)
    .max(500)
    .regex(/^[\x21-\x7e]*$/, 'Enter letters, digits and signs, without spaces'),
  recipients: z
    .array(z.email('Enter addresses such as ops@example.org').max(254))
    .max(RECIPIENTS_MAX, `Enter at most ${RECIPIENTS_MAX} addresses`),
  events: z.array(z.enum(WEBHOOK_EVENTS)).min(1, 'Choose at least one').max(WEBHOOK_EVENTS.length),
  fabric_id: z.int().positive().max(ID_MAX).nullable(),
  enabled: z.boolean(),
};

/** POST. The type stays what it is made as. */
export const webhookInput = z
  .strictObject({
    name: settings.name,
    type: z.enum(WEBHOOK_TYPES).default('webhook'),
    url: settings.url.default(''),
    secret: settings.secret.optional(),
    recipients: settings.recipients.default([]),
    events: settings.events.default(['notices']),
    /** Null = of all fabrics. */
    fabric_id: settings.fabric_id.default(null),
    enabled: settings.enabled.default(true),
  })
  .superRefine(({ type, url, secret, recipients }, check) => {
    const wrong = (field: string, message: string) =>
      check.addIssue({ code: 'custom', path: [field], message });
    if (type === 'email') {
      if (recipients.length === 0) wrong('recipients', 'Enter at least one address');
      if (url !== '') wrong('url', 'A mail has no URL');
      return;
    }
    if (url === '') wrong('url', 'Enter the URL that is called');
    if (secret === undefined) wrong('secret', 'Enter the secret that signs each message');
    if (recipients.length > 0) wrong('recipients', 'Only mails have recipients');
  });
export type WebhookInput = z.infer<typeof webhookInput>;

/** PATCH: any subset, no defaults filled in. */
export const webhookPatch = z.strictObject(settings).partial();
export type WebhookPatch = z.infer<typeof webhookPatch>;

export const delivery = z.object({
  id: z.int(),
  /** What the receiver knows it by. */
  uuid: z.string(),
  webhook_id: z.int(),
  event: z.enum(DELIVERY_EVENTS),
  fabric_id: z.int().nullable(),
  status: z.enum(DELIVERY_STATUSES),
  /** Attempts made. */
  attempts: z.int(),
  queued_at: instant,
  /** Of a pending one. */
  next_attempt_at: instant.nullable(),
  finished_at: instant.nullable(),
  status_code: z.int().nullable(),
  error: z.string().nullable(),
});
export type Delivery = z.infer<typeof delivery>;

export const webhook = z.object({
  id: z.int(),
  name: z.string(),
  type: z.enum(WEBHOOK_TYPES),
  url: z.string(),
  /** The secret itself is never sent. */
  secret_set: z.boolean(),
  recipients: z.array(z.string()),
  events: z.array(z.enum(WEBHOOK_EVENTS)),
  fabric_id: z.int().nullable(),
  fabric_name: z.string().nullable(),
  enabled: z.boolean(),
  last_delivery: delivery.nullable(),
  created_at: instant,
  updated_at: instant,
});
export type Webhook = z.infer<typeof webhook>;
