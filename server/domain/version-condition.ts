import { AppError } from '#server/domain/app-error.ts';

/** What a write expects of the object that it changes: nothing, that it is there, or one of these versions. */
export type VersionCondition = null | 'any' | readonly number[];

/** Strong or weak: a proxy that compresses makes a tag weak, and the version in it says all that is compared. */
const TAG = /^(?:W\/)?"([\x21\x23-\x7e\x80-\uffff]*)"$/;
const VERSION = /^(\d{1,15})(?:\.|$)/;

/**
 * Reads an If-Match header (RFC 9110, 13.1.1): `*`, or a list of entity tags whose part up to the first "." is the version;
 * a bare number is taken too. Tags of others match nothing.
 * @throws AppError REQUEST_INVALID for what is no list of tags
 */
export function parseIfMatch(header: string | undefined): VersionCondition {
  const text = header?.trim();
  if (text === undefined || text === '') return null;
  if (text === '*') return 'any';
  return text.split(',').flatMap((part) => {
    const tag = part.trim();
    const opaque = /^\d+$/.test(tag) ? tag : TAG.exec(tag)?.[1];
    if (opaque === undefined) throw malformed();
    const version = VERSION.exec(opaque)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
}

/** To be called under the row's lock, before the change. @throws AppError PRECONDITION_FAILED */
export function requireVersion(condition: VersionCondition, what: string, version: number): void {
  if (condition === null || condition === 'any' || condition.includes(version)) return;
  throw new AppError('PRECONDITION_FAILED', { what, version });
}

const malformed = (): AppError =>
  new AppError(
    'REQUEST_INVALID',
    {},
    { fields: [{ field: 'If-Match', message: 'Enter the ETag of a reading, such as "7", or *' }] },
  );
