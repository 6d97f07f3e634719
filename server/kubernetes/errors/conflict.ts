import { AppError } from '#server/domain/app-error.ts';
import type { RequestContext } from './context.ts';
import { objectName } from './invalid.ts';
import { plainWords } from './plain-words.ts';
import type { StatusBody } from './status-body.ts';

/** `reason` among the details of K8S_CONFLICT: what kind of conflict it was. */
export type ConflictReason = 'field_owner' | 'stale' | 'recreated' | 'exists' | 'gone';

const MOST_FIELDS = 5;
const LONGEST_CHARACTERS = 200;

const SOMEBODY: Readonly<Record<Exclude<ConflictReason, 'field_owner'>, string>> = {
  stale: 'another writer, who changed it meanwhile',
  recreated: 'another writer, who deleted it and created it again',
  exists: 'another writer, who created it meanwhile',
  gone: 'nobody: it was deleted meanwhile',
};

/** A 409: fields of other managers, a version or uid that is no longer the object's, or a name that is taken. */
export function conflictError(body: StatusBody, context: RequestContext): AppError {
  const owned = body.causes.filter(({ reason }) => reason === 'FieldManagerConflict');
  if (owned.length === 0) return writerConflict(reasonOf(body), context);
  const fields = owned.map(({ field, message }) => ({
    field: plainWords(field.replace(/^\./, ''), context.secrets, LONGEST_CHARACTERS),
    message: plainWords(message, context.secrets, LONGEST_CHARACTERS),
  }));
  const named = fields.slice(0, MOST_FIELDS).map(({ field }) => field);
  const more = fields.length > MOST_FIELDS ? ` and ${fields.length - MOST_FIELDS} more` : '';
  const managers = new Set(fields.map(({ message }) => /"((?:[^"\\]|\\.)*)"/.exec(message)?.[1] ?? message));
  return new AppError(
    'K8S_CONFLICT',
    {
      resource: objectName(context),
      field: `${named.join(', ')}${more}`,
      manager: [...managers].join(', '),
      reason: 'field_owner' satisfies ConflictReason,
    },
    { fields },
  );
}

/** K8S_CONFLICT over a whole object. */
export function writerConflict(
  reason: Exclude<ConflictReason, 'field_owner'>,
  context: RequestContext,
): AppError {
  return new AppError('K8S_CONFLICT', {
    resource: objectName(context),
    field: 'the object',
    manager: SOMEBODY[reason],
    reason,
  });
}

function reasonOf({ reason, message }: StatusBody): 'exists' | 'recreated' | 'stale' {
  if (reason === 'AlreadyExists') return 'exists';
  return /\bUID in (?:the )?precondition/i.test(message) ? 'recreated' : 'stale';
}
