import { AppError } from '#server/domain/app-error.ts';
import { conflictError, writerConflict } from './errors/conflict.ts';
import type { RequestContext } from './errors/context.ts';
import { forbiddenError } from './errors/forbidden.ts';
import { invalidError, refusedObject, schemaFindings } from './errors/invalid.ts';
import { plainWords } from './errors/plain-words.ts';
import { parseStatusBody, type StatusBody } from './errors/status-body.ts';
import { NOT_TLS } from './errors/tls-reason.ts';
import { tokenExpiry } from './errors/token-expiry.ts';
import { webhookField } from './errors/webhook-refusal.ts';

const LONGEST_MESSAGE_CHARACTERS = 500;

/** API servers answer a patch that does not fit its schema with 500: the object is at fault, and will be again. */
export const blamesObject = (text: string): boolean => text.includes('failed to create typed');

const WEBHOOK_FAILED = 'failed calling webhook';
const WEBHOOK_DENIED = /admission webhook "([^"]+)" denied the request(?:: ([\s\S]*)| without explanation)?/;
const POLICY_DENIED =
  /ValidatingAdmissionPolicy '([^']+)'(?: with binding '[^']*')? denied request(?:: ([\s\S]*))?/;

/**
 * A refusal by the API server as AppError: HTTP status and body → code and details. Pure. Which code stands for what: errors.ts. Refusals by
 * admission webhooks and policies are known by their words, not by their status, which the webhook chooses itself.
 */
export function statusError(status: number, text: string, context: RequestContext): AppError {
  const body = parseStatusBody(text);
  // The webhook is down, whichever status says so: nothing is known about the object.
  if (body.message.includes(WEBHOOK_FAILED)) return serverError(status, body, context);
  const refused = admissionRefusal(body, context);
  if (refused !== null) return refused;
  switch (status) {
    case 400:
      return badRequest(body, context);
    case 401:
      return unauthorized(body, context);
    case 403:
      return forbiddenError(body, context);
    case 404:
      return notFound(body, context);
    case 409:
      return conflictError(body, context);
    case 413:
      if (context.object === undefined) return serverError(status, body, context);
      return refusedObject(context, [{ field: 'the object', message: body.message }]);
    case 415:
      // Server-side apply exists since 1.16; what does not take its content type is no API server of ours.
      return new AppError('K8S_API_VERSION_MISMATCH', { status });
    case 422:
      return invalidError(body, context);
    case 429:
      return new AppError('K8S_RATE_LIMITED');
    default:
      return serverError(status, body, context);
  }
}

function admissionRefusal(body: StatusBody, context: RequestContext): AppError | null {
  const [, webhook, why] = WEBHOOK_DENIED.exec(body.message) ?? [];
  if (webhook !== undefined) {
    return refusedObject(context, [{ field: webhookField(webhook), message: why ?? 'denied' }]);
  }
  const [, policy, because] = POLICY_DENIED.exec(body.message) ?? [];
  if (policy !== undefined) {
    return refusedObject(context, [{ field: `admission policy ${policy}`, message: because ?? 'denied' }]);
  }
  const found = schemaFindings(body.message);
  return found === null ? null : refusedObject(context, found);
}

function badRequest(body: StatusBody, context: RequestContext): AppError {
  if (/HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS port/i.test(body.message)) {
    return new AppError('K8S_TLS_FAILED', { why: NOT_TLS });
  }
  if (context.object === undefined || !body.fromKubernetes) return serverError(400, body, context);
  return refusedObject(context, [{ field: 'the object', message: body.message }]);
}

function unauthorized(body: StatusBody, { secrets, now }: RequestContext): AppError {
  const expiry = secrets.token === null ? null : tokenExpiry(secrets.token);
  const expired = (expiry !== null && expiry <= now) || /\bexpired\b/i.test(body.message);
  return new AppError(expired ? 'K8S_AUTH_TOKEN_EXPIRED' : 'K8S_AUTH_INVALID_TOKEN');
}

/** API servers answer a path that they do not serve with plain text, and name what is missing in all other cases. */
function notFound(body: StatusBody, context: RequestContext): AppError {
  if (body.fromKubernetes && body.kind === 'namespaces' && context.resource !== 'namespaces') {
    const name = body.name || (context.object?.namespace ?? '');
    return refusedObject(context, [
      { field: 'metadata.namespace', message: `namespace ${name} does not exist in the cluster` },
    ]);
  }
  if (body.fromKubernetes && body.name !== '') return writerConflict('gone', context);
  if (context.kind === undefined) return serverError(404, body, context);
  return new AppError('K8S_CRD_NOT_FOUND', { kind: context.kind, resource: context.resource ?? '' });
}

function serverError(status: number, body: StatusBody, { secrets }: RequestContext): AppError {
  const redirected = status >= 300 && status < 400;
  const words = redirected ? 'it redirects elsewhere, and redirects are not followed' : body.message;
  return new AppError('K8S_API_SERVER_ERROR', {
    status,
    message: plainWords(words, secrets, LONGEST_MESSAGE_CHARACTERS) || 'no message',
  });
}
