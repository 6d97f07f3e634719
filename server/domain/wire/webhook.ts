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
  name: line(100).min(1, 'Enter a name').describe('Name of the receiver'),
  url: z
    .string()
    .trim()
    .max(2_000)
    .refine(isWebhookUrl, 'Enter a URL such as https://example.org/hook, without credentials in it')
    .describe('URL that is called by POST; empty for e-mail'),
  secret: z
    .string()
    .min(SECRET_MIN, `Enter at least ${SECRET_MIN} characters`)
    .max(500)
    .regex(/^[\x21-\x7e]*$/, 'Enter letters, digits and signs, without spaces')
    .describe('Signs each message, 16 characters at least. Write only: absent = unchanged'),
  recipients: z
    .array(z.email('Enter addresses such as ops@example.org').max(254))
    .max(RECIPIENTS_MAX, `Enter at most ${RECIPIENTS_MAX} addresses`)
    .describe('Addresses that mails go to; empty for webhooks'),
  events: z
    .array(z.enum(WEBHOOK_EVENTS))
    .min(1, 'Choose at least one')
    .max(WEBHOOK_EVENTS.length)
    .describe('What is told'),
  fabric_id: z
    .int()
    .positive()
    .max(ID_MAX)
    .nullable()
    .describe('Id of the only fabric that is told of; null = all'),
  enabled: z.boolean().describe('Whether messages are sent'),
};

/** POST. The type stays what it is made as. */
export const webhookInput = z
  .strictObject({
    name: settings.name,
    type: z
      .enum(WEBHOOK_TYPES)
      .default('webhook')
      .describe('webhook = signed POST of JSON, email = mails; stays what it was made as'),
    url: settings.url.default(''),
    secret: settings.secret.optional(),
    recipients: settings.recipients.default([]),
    events: settings.events.default(['notices']),
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
  id: z.int().describe('Id of the message'),
  uuid: z.string().describe('What the receiver knows it by: the same for each attempt'),
  webhook_id: z.int().describe('Id of the receiver'),
  event: z.enum(DELIVERY_EVENTS).describe('What it is about'),
  fabric_id: z.int().nullable().describe('Id of the fabric that it is about; null = of none'),
  status: z.enum(DELIVERY_STATUSES).describe('What became of it so far'),
  attempts: z.int().describe('Attempts made'),
  queued_at: instant.describe('When it was queued'),
  next_attempt_at: instant.nullable().describe('When it is tried next; null = it is not pending'),
  finished_at: instant.nullable().describe('When it was delivered or given up; null = it is pending'),
  status_code: z
    .int()
    .nullable()
    .describe('What the receiver answered last: HTTP or SMTP status; null = no answer'),
  error: z.string().nullable().describe('Why the last attempt failed; null = it did not'),
});
export type Delivery = z.infer<typeof delivery>;

export const webhook = z.object({
  id: z.int().describe('Id of the receiver'),
  name: z.string().describe('Name of the receiver'),
  type: z.enum(WEBHOOK_TYPES).describe('webhook = signed POST of JSON, email = mails'),
  url: z.string().describe('URL that is called by POST; empty for e-mail'),
  secret_set: z.boolean().describe('Whether a secret is stored; the secret itself is never sent'),
  recipients: z.array(z.string()).describe('Addresses that mails go to; empty for webhooks'),
  events: z.array(z.enum(WEBHOOK_EVENTS)).describe('What is told'),
  fabric_id: z.int().nullable().describe('Id of the only fabric that is told of; null = all'),
  fabric_name: z.string().nullable().describe('Name of that fabric; null = all'),
  enabled: z.boolean().describe('Whether messages are sent'),
  last_delivery: delivery.nullable().describe('The newest message; null = none yet'),
  version: z.int().describe('Raised by each change; for If-Match'),
  created_at: instant.describe('When it was added'),
  updated_at: instant.describe('When it was last changed'),
});
export type Webhook = z.infer<typeof webhook>;
