import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { endpoint, type Api } from '#server/api/endpoint.ts';
import { AppError } from '#server/domain/app-error.ts';
import { session, signInInput } from '#server/domain/wire/session.ts';
import { passwordChange } from '#server/domain/wire/user.ts';
import { changePassword } from '#server/services/session/change-password.ts';
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
      return presentSession(signedIn.actor.name, signedIn.actor);
    },
  );
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: `${SESSION}/password`,
      summary: "Change one's own password; all other sessions end. Not with a token",
      description: 'API tokens stay valid unless `revoke_tokens` is true.',
      tag,
      right: 'view',
      body: passwordChange,
      status: 204,
      errors: [429],
    },
    async ({ ctx, signedIn, client, body }) => {
      if (signedIn === null) throw new AppError('NOT_AUTHENTICATED');
      await changePassword(ctx, signedIn, client.address, body);
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
