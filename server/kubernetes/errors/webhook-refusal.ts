import type { AppError } from '#server/domain/app-error.ts';

const FIELD = 'admission webhook ';

/** The field under which the refusal of an admission webhook stands. */
export const webhookField = (webhook: string): string => `${FIELD}${webhook}`;

/** Whether an admission webhook refused the object, not the API server itself. */
export const isWebhookRefusal = (error: AppError): boolean =>
  error.code === 'K8S_CRD_VALIDATION_FAILED' && String(error.details['field'] ?? '').startsWith(FIELD);
