import type { JsonObject } from '../json.ts';
import { invalid, joinErrors } from './field-error.ts';
import type { FieldError } from './field-error.ts';

/** What an error is about, as `details` names it: a resource (`vpcs`) or a kind (`VPC`) of a group. */
export interface Subject {
  name: string;
  group: string;
  kind: string;
}

/** A refusal in the form that the API server gives it: a `Status` object and its HTTP code. */
export class StatusError extends Error {
  readonly code: number;
  readonly status: JsonObject;

  constructor(
    code: number,
    reason: string,
    message: string,
    details?: JsonObject,
    metadata: JsonObject = {},
  ) {
    super(message);
    this.code = code;
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata,
      status: 'Failure',
      message,
      ...(reason === '' ? {} : { reason }),
      ...(details ? { details } : {}),
      code,
    };
  }
}

function qualified({ kind, group }: Pick<Subject, 'kind' | 'group'>): string {
  return group === '' ? kind : `${kind}.${group}`;
}

function detailsOf({ name, group, kind }: Subject): JsonObject {
  return { ...(name === '' ? {} : { name }), ...(group === '' ? {} : { group }), kind };
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

export function unauthorized(): StatusError {
  return new StatusError(401, 'Unauthorized', 'Unauthorized');
}

export function forbidden(subject: Subject, why: string): StatusError {
  const name = subject.name === '' ? '' : ` "${subject.name}"`;
  const message = `${qualified(subject)}${name} is forbidden: ${why}`;
  return new StatusError(403, 'Forbidden', message, detailsOf(subject));
}

export function notFound(subject: Subject): StatusError {
  return new StatusError(
    404,
    'NotFound',
    `${qualified(subject)} "${subject.name}" not found`,
    detailsOf(subject),
  );
}

export function methodNotAllowed(subject: Subject, action: string): StatusError {
  const message = `${action} is not supported on resources of kind "${qualified(subject)}"`;
  return new StatusError(405, 'MethodNotAllowed', message, detailsOf(subject));
}

export function alreadyExists(subject: Subject, isBeingDeleted: boolean): StatusError {
  const message = `${isBeingDeleted ? 'object is being deleted: ' : ''}${qualified(subject)} "${subject.name}" already exists`;
  return new StatusError(409, 'AlreadyExists', message, detailsOf(subject));
}

export function conflict(subject: Subject, why: string): StatusError {
  const message = `Operation cannot be fulfilled on ${qualified(subject)} "${subject.name}": ${why}`;
  return new StatusError(409, 'Conflict', message, detailsOf(subject));
}

export const OBJECT_MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

export function gone(message: string, metadata: JsonObject = {}): StatusError {
  return new StatusError(410, 'Expired', message, undefined, metadata);
}

export function bodyTooLarge(): StatusError {
  return new StatusError(413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728');
}

export function unsupportedMediaType(accepted: string[]): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return new StatusError(415, 'UnsupportedMediaType', message);
}

export function unprocessable(subject: Subject, errors: FieldError[]): StatusError {
  const causes = errors.map(({ reason, message, field }) => ({ reason, message, field }));
  const message = `${qualified(subject)} "${subject.name}" is invalid: ${joinErrors(errors)}`;
  const details = subject.kind === '' ? { causes } : { ...detailsOf(subject), causes };
  return new StatusError(422, 'Invalid', message, details);
}

/** What the real server answers when it did not foresee the mistake: a 500 without a reason. */
export function unforeseen(message: string): StatusError {
  return new StatusError(500, '', message);
}

/** A path that nothing serves: plain text, not a Status. */
export class PageNotFound extends Error {}

/** An object whose kind is not the one of the path. */
export function kindMismatch(kind: { kind: string; group: string }, object: JsonObject): StatusError {
  const given = typeof object['kind'] === 'string' ? object['kind'] : '';
  const meta = object['metadata'];
  const name = meta && typeof meta === 'object' && !Array.isArray(meta) ? meta['name'] : '';
  const subject = { kind: given, group: kind.group, name: typeof name === 'string' ? name : '' };
  return unprocessable(subject, [invalid('kind', given, `must be ${kind.kind}`)]);
}
