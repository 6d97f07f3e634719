import { z } from 'zod';
import type { Sender } from './send.ts';

/** A registered validating webhook, reduced to whom it judges. */
export interface AdmissionWebhook {
  readonly configuration: string;
  readonly groups: readonly string[];
  /** Whether every write fails while the webhook does not answer. */
  readonly failsClosed: boolean;
}

const MOST_CONFIGURATIONS = 500;

const listSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      webhooks: z
        .array(
          z.object({
            failurePolicy: z.string().optional().catch(undefined),
            rules: z
              .array(z.object({ apiGroups: z.array(z.string()).catch([]) }))
              .nullish()
              .catch([]),
          }),
        )
        .nullish()
        .catch([]),
    }),
  ),
});

/** The validating webhooks of a cluster; null when we may not look. */
export async function readAdmissionWebhooks(sender: Sender): Promise<AdmissionWebhook[] | null> {
  const { status, json } = await sender.send({
    method: 'GET',
    path: '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
    query: { limit: MOST_CONFIGURATIONS },
    about: { verb: 'list', resource: 'validatingwebhookconfigurations.admissionregistration.k8s.io' },
    repeat: 'read',
    allow: [403, 404],
  });
  if (status === 403) return null;
  const parsed = listSchema.safeParse(json);
  if (!parsed.success) return [];
  return parsed.data.items.flatMap(({ metadata, webhooks }) =>
    (webhooks ?? []).map(({ rules, failurePolicy }) => ({
      configuration: metadata.name,
      groups: [...new Set((rules ?? []).flatMap(({ apiGroups }) => apiGroups))],
      failsClosed: failurePolicy !== 'Ignore',
    })),
  );
}
