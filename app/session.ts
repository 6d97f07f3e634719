import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { paths } from '#app/paths.ts';
import { sessionCookieName } from '#server/auth/session-cookie.ts';

/**
 * Sends visitors without a session cookie to the sign-in page. Whether the session is still good is found by the
 * page's first request to the API, which answers 401 when it is not: no data is in the page itself.
 */
export async function requireSession(here: string): Promise<void> {
  const jar = await cookies();
  if (!jar.has(sessionCookieName(true)) && !jar.has(sessionCookieName(false))) redirect(paths.signIn(here));
}
