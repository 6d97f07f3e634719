import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { endpoint, type Api } from '#server/api/endpoint.ts';
import { AppError } from '#server/domain/app-error.ts';
import { session, signInInput } from '#server/domain/wire/session.ts';
import { presentSession } from '#server/services/session/present-session.ts';
import { signIn } from '#server/services/session/sign-in.ts';
import { signOut } from '#server/services/session/sign-out.ts';

const SESSION = '/api/hedgehog/session';
const tag = 'session';

export function addSession(app: Api, deps: EndpointDependencies): void {
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: SESSION,
      summary: 'Sign in; the answer sets the session cookie',
      tag,
      right: 'anyone',
      body: signInInput,
      answer: session,
      status: 200,
      errors: [401, 429],
    },
    async ({ body, client, http }) => {
      const signedIn = await signIn(deps, client, body);
      for (const cookie of signedIn.cookies) http.header('set-cookie', cookie, { append: true });
      return signedIn.session;
    },
  );
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: SESSION,
      summary: 'Who the cookie or the token is',
      tag,
      right: 'view',
      answer: session,
      status: 200,
    },
    async ({ signedIn }) => {
      if (signedIn === null) throw new AppError('NOT_AUTHENTICATED');
      return presentSession(signedIn.actor.name, signedIn.actor.role);
    },
  );
  endpoint(
    app,
    deps,
    { method: 'delete', path: SESSION, summary: 'Sign out', tag, right: 'view', status: 204 },
    async ({ ctx, http }) => {
      const cookies = await signOut({ ...deps, actor: ctx.actor }, http.req.header('cookie') ?? '');
      for (const cookie of cookies) http.header('set-cookie', cookie, { append: true });
    },
  );
}
