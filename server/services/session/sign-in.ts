import type { Database } from '#db/client.ts';
import { actorOf } from '#server/auth/actor.ts';
import { CLIENT_ADDRESS_HEADER, type Auth } from '#server/auth/auth.ts';
import { countSignInAttempt } from '#server/auth/sign-in-limit.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { Session, SignInInput } from '#server/domain/wire/session.ts';
import type { Log } from '#server/log.ts';
import { presentSession } from '#server/services/session/present-session.ts';
import { audit } from '#server/state/audit.ts';

export interface SignInDependencies {
  readonly db: Database;
  readonly auth: Auth;
  readonly log: Log;
}

/**
 * Signs a person in by name and password. What was wrong is not said, and takes as long either way.
 * @returns who they are, and the Set-Cookie headers that make it last
 * @throws AppError NOT_AUTHENTICATED, RATE_LIMITED
 */
export async function signIn(
  { db, auth, log }: SignInDependencies,
  client: { readonly address: string; readonly userAgent: string },
  input: SignInInput,
): Promise<{ readonly session: Session; readonly cookies: readonly string[] }> {
  const attempt = await countSignInAttempt(db, client.address, input.username);
  const headers = new Headers({ [CLIENT_ADDRESS_HEADER]: client.address, 'user-agent': client.userAgent });
  const answer = await auth.api
    .signInUsername({
      body: { username: input.username, password: input.password },
      headers,
      returnHeaders: true,
    })
    .catch(refusalOrThrow);
  if (answer === null) {
    log.warn({ address: client.address }, 'sign-in refused');
    await audit(db, {
      kind: 'session.refused',
      subjectType: 'session',
      subjectId: '',
      actor: 'nobody',
      data: { address: client.address },
    });
    throw new AppError('NOT_AUTHENTICATED');
  }
  await attempt.succeeded();
  const userId = answer.response.user.id;
  const credential = { type: 'session', token: answer.response.token } as const;
  const signedIn = await actorOf({ db, log }, credential);
  if (signedIn === null) throw new AppError('NOT_AUTHENTICATED');
  const { actor } = signedIn;
  await audit(db, {
    kind: 'session.started',
    subjectType: 'session',
    subjectId: userId,
    actor: actor.name,
    data: { address: client.address },
  });
  return { session: presentSession(actor.name, actor), cookies: answer.headers.getSetCookie() };
}

/** better-auth refuses by an APIError with a status word: wrong name or password, name too short, banned. */
function refusalOrThrow(error: unknown): null {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 'UNAUTHORIZED' || status === 'FORBIDDEN' || status === 'UNPROCESSABLE_ENTITY') return null;
  throw error;
}
