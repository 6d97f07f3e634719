import { AppError, type FieldError } from '#server/domain/app-error.ts';
import { resourceKey } from '#server/domain/resource.ts';
import type { RequestContext } from './context.ts';
import { plainWords } from './plain-words.ts';
import type { StatusBody } from './status-body.ts';

const LONGEST_REASON_CHARACTERS = 400;
const LONGEST_FIELD_CHARACTERS = 200;
const MOST_CAUSES = 10;

/** The server's remark that it stopped looking; says nothing about the object. */
const NOT_A_CAUSE = /some validation rules were not checked because the object was invalid/;

/** K8S_CRD_VALIDATION_FAILED from what the cluster found wrong, one line of all findings, each also as a field error. */
export function refusedObject(context: RequestContext, found: readonly FieldError[]): AppError {
  const clean = found.map(({ field, message }) => ({
    field: plainWords(field.replace(/^\./, ''), context.secrets, LONGEST_FIELD_CHARACTERS),
    message: plainWords(message, context.secrets, LONGEST_REASON_CHARACTERS),
  }));
  const fields = clean.slice(0, MOST_CAUSES);
  const [first = { field: 'the object', message: 'refused without a reason' }, ...rest] = fields;
  const more = clean.length > MOST_CAUSES ? [`and ${clean.length - MOST_CAUSES} more`] : [];
  const why = [first.message, ...rest.map(({ field, message }) => `${field}: ${message}`), ...more].join(
    '; ',
  );
  return new AppError(
    'K8S_CRD_VALIDATION_FAILED',
    { resource: objectName(context), field: first.field, why },
    { fields: fields.length === 0 ? [first] : fields },
  );
}

/** A 422: its causes, else its message. */
export function invalidError(body: StatusBody, context: RequestContext): AppError {
  const causes = body.causes.filter(({ message }) => !NOT_A_CAUSE.test(message));
  if (causes.length > 0) {
    return refusedObject(
      context,
      causes.map(({ field, message }) => ({
        field: field === '' || field === '<nil>' ? 'the object' : field,
        message,
      })),
    );
  }
  return refusedObject(context, [
    { field: 'the object', message: / is invalid: (.+)$/s.exec(body.message)?.[1] ?? body.message },
  ]);
}

const TYPED_PATCH = /failed to create typed (?:patch|live|new|old) object/;
const STRICT_DECODING = /strict decoding (?:error|YAML|JSON)/;

/**
 * Findings of strict decoding (400) and of server-side apply's typed reading, which API servers answer with 500 although the object is at
 * fault; null when the message is neither.
 */
export function schemaFindings(message: string): FieldError[] | null {
  if (TYPED_PATCH.test(message)) {
    const found = [...message.matchAll(/(?:^|\s)\.((?:[^\s:]|:(?! ))+): ([^\n]+?)(?=\n|$)/g)];
    if (found.length > 0) {
      return found.map(([, field = '', why = '']) => ({ field, message: withoutGoTypes(why) }));
    }
    return [{ field: 'the object', message: withoutGoTypes(message.replace(TYPED_PATCH, 'cannot be read')) }];
  }
  if (!STRICT_DECODING.test(message)) return null;
  const found = [...message.matchAll(/(unknown field|duplicate field|key) "([^"]+)"( already set in map)?/g)];
  if (found.length === 0) return [{ field: 'the object', message }];
  return found.map(([, what = '', field = '']) => ({
    field,
    message:
      what === 'unknown field' ? 'the cluster does not know this field' : 'the field stands there twice',
  }));
}

/** "got &value.valueUnstructured{Value:5}" → "got 5" */
function withoutGoTypes(message: string): string {
  return message
    .replaceAll(/&?value\.\w+\{Value:(.*?)\}/g, '$1')
    .replace(/^field not declared in schema$/, 'the cluster does not know this field');
}

/** `VPC/default/vpc-1` */
export function objectName({ object, kind, resource }: RequestContext): string {
  return object === undefined ? (kind ?? resource ?? 'the request') : resourceKey(object);
}
