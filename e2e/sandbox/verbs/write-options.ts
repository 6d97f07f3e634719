import { forbiddenField, invalid, notSupported, required } from '../http/field-error.ts';
import type { FieldError } from '../http/field-error.ts';
import { isTrue } from '../http/request.ts';
import type { ApiRequest } from '../http/request.ts';
import { unprocessable } from '../http/status-error.ts';

export interface WriteOptions {
  dryRun: boolean;
  validation: 'Ignore' | 'Warn' | 'Strict';
  /** Empty where none was named. */
  fieldManager: string;
  force: boolean;
}

const MOST_MANAGER_BYTES = 128;
const VALIDATIONS = ['', 'Ignore', 'Strict', 'Warn'];

/** The query of a write, checked. Throws the 422 of the API server's own option checks. */
export function writeOptions(
  { query }: Pick<ApiRequest, 'query'>,
  options: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions',
  isApply = false,
): WriteOptions {
  const dryRun = query.getAll('dryRun');
  const validation = query.get('fieldValidation') ?? '';
  const fieldManager = query.get('fieldManager') ?? '';
  const force = query.has('force');
  const errors: FieldError[] = [];
  if (options === 'PatchOptions' && !isApply && force) {
    errors.push(forbiddenField('force', 'may not be specified for non-apply patch'));
  }
  if (isApply && fieldManager === '') errors.push(required('fieldManager', 'is required for apply patch'));
  if (Buffer.byteLength(fieldManager) > MOST_MANAGER_BYTES) {
    errors.push({
      reason: 'FieldValueTooLong',
      field: 'fieldManager',
      message: `Too long: may not be more than ${MOST_MANAGER_BYTES} bytes`,
    });
  }
  const unprintable = Array.from(fieldManager).findIndex((character) => /\p{C}/u.test(character));
  if (unprintable >= 0) {
    const code = (fieldManager.codePointAt(unprintable) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const why = `invalid character U+${code} (at position ${unprintable})`;
    errors.push(invalid('fieldManager', fieldManager, why));
  }
  if (dryRun.some((value) => value !== 'All')) errors.push(notSupported('dryRun', dryRun, ['All']));
  if (!VALIDATIONS.includes(validation)) {
    errors.push(notSupported('fieldValidation', validation, VALIDATIONS));
  }
  if (errors.length > 0) throw unprocessable({ name: '', group: 'meta.k8s.io', kind: options }, errors);
  return {
    dryRun: dryRun.length > 0,
    validation: validation === '' ? 'Warn' : (validation as WriteOptions['validation']),
    fieldManager,
    force: isTrue(query.get('force')),
  };
}

/** Who owns what this request writes: the named field manager, else the program's name. */
export function managerOf(options: WriteOptions, { headers }: Pick<ApiRequest, 'headers'>): string {
  if (options.fieldManager !== '') return options.fieldManager;
  return (headers['user-agent'] ?? '').split('/')[0]?.slice(0, MOST_MANAGER_BYTES) || 'unknown';
}
