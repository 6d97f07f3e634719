import { paths } from '#app/paths.ts';

/** Where to go after signing in: a path of this site, never another one ("//evil", "/\evil", "https:"), never the sign-in page again. */
export function safeReturnPath(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])/.test(next) || /[\p{Cc}\\]/u.test(next)) return paths.home();
  return next === paths.signIn() || next.startsWith(`${paths.signIn()}?`) ? paths.home() : next;
}
