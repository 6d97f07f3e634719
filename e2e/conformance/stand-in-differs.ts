/**
 * Cases that the stand-in cannot hold: title of the case → why. On the stand-in such a case is expected to fail; once it passes, the
 * suite says so and the line must go.
 */
export const STAND_IN_DIFFERS: Record<string, string> = {
  ...because('it has no admission webhooks', [
    'refuse with 403 in words of their own',
    'are asked on a dry run',
    'warn in a header',
    'change what is stored, and an apply of the same still changes nothing',
    'change a value that was applied, which then stays with its manager and may be applied again',
    'fail every write while they cannot be reached, as an error 500',
    'fail a write when they do not answer in time',
  ]),
};

function because(reason: string, titles: string[]): Record<string, string> {
  return Object.fromEntries(titles.map((title) => [title, reason]));
}
