import { AppError } from '#server/domain/app-error.ts';

/** Something in the source that a person should read; `line` counts from 1, `document` too. */
export interface ManifestNote {
  readonly file: string;
  readonly document: number | null;
  readonly line: number | null;
  readonly message: string;
}

/** What makes a commit unusable: nothing of it is taken. */
export type ManifestProblem = ManifestNote;

/** More are counted, not listed: a page and a database row hold them. */
const MOST_LISTED = 200;

/** `fabric/vpcs.yaml:12 (document 3)` */
export function placeOf(note: ManifestNote): string {
  const line = note.line === null ? '' : `:${note.line}`;
  const document = note.document === null ? '' : ` (document ${note.document})`;
  return `${note.file}${line}${document}`;
}

/** One error for all problems of a commit: the message names the first, `fields` lists them. */
export function invalidManifests(problems: readonly ManifestProblem[]): AppError {
  const [first] = problems;
  if (first === undefined) throw new TypeError('invalidManifests needs a problem');
  const more = problems.length - 1;
  const rest = more === 0 ? '' : ` (and ${more} more ${more === 1 ? 'problem' : 'problems'})`;
  return new AppError(
    'GIT_YAML_INVALID',
    { file: placeOf(first), why: `${first.message}${rest}`, problems: problems.length },
    {
      fields: problems
        .slice(0, MOST_LISTED)
        .map((problem) => ({ field: placeOf(problem), message: problem.message })),
    },
  );
}
