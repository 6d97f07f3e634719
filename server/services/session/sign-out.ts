import type { Database } from '#db/client.ts';
import type { Auth } from '#server/auth/auth.ts';
import type { Actor } from '#server/domain/actor.ts';
import { audit } from '#server/state/audit.ts';
import { notify } from '#server/state/notify.ts';

/** Ends the session of the cookie. @returns the Set-Cookie headers that take the cookies away */
export async function signOut(
  { db, auth, actor }: { readonly db: Database; readonly auth: Auth; readonly actor: Actor },
  cookie: string,
): Promise<readonly string[]> {
  const { headers } = await auth.api.signOut({ headers: new Headers({ cookie }), returnHeaders: true });
  if (actor.type === 'user') {
    await audit(db, {
      kind: 'session.ended',
      subjectType: 'session',
      subjectId: actor.userId,
      actor: actor.name,
    });
    await notify(db, { t: 'access', user: actor.userId });
  }
  return headers.getSetCookie();
}
