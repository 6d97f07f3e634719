import { AppError } from '#server/domain/app-error.ts';

const DEPTH_MAX = 64;

/**
 * Refuses what no column takes and no function that calls itself survives: NUL, halves of surrogate pairs, and nesting deeper
 * than any Kubernetes object. @throws AppError REQUEST_INVALID naming the place
 */
export function requireStorable(value: unknown): void {
  const left: { readonly path: readonly string[]; readonly value: unknown }[] = [{ path: [], value }];
  for (let each = left.pop(); each !== undefined; each = left.pop()) {
    if (each.path.length > DEPTH_MAX) throw refused(each.path.slice(0, 3), 'Nest less deep');
    if (typeof each.value === 'string') requireText(each.path, each.value);
    if (typeof each.value !== 'object' || each.value === null) continue;
    for (const [key, inner] of Object.entries(each.value)) {
      requireText(each.path, key);
      if (typeof inner === 'string' || typeof inner === 'object')
        left.push({ path: [...each.path, key], value: inner });
    }
  }
}

function requireText(path: readonly string[], text: string): void {
  if (text.includes('\0')) throw refused(path, 'Remove the NUL character');
  if (!text.isWellFormed()) throw refused(path, 'Remove the half of a surrogate pair');
}

const refused = (path: readonly string[], message: string): AppError =>
  new AppError(
    'REQUEST_INVALID',
    {},
    { fields: [{ field: path.join('.').toWellFormed() || 'body', message }] },
  );
