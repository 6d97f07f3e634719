import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { endpoint, type Api } from '#server/api/endpoint.ts';
import { idParameter } from '#server/api/parameters.ts';
import { madePushSecret, pushAnswer } from '#server/domain/wire/push.ts';
import { readBytes } from '#server/http/read-body.ts';
import { createPushLooks } from '#server/services/push/push-looks.ts';
import { createPushSecrets } from '#server/services/push/push-secrets.ts';
import { createPushInbox } from '#server/services/push/receive-push.ts';
import { removePushSecret, setPushSecret } from '#server/services/push/set-push-secret.ts';

const REPOSITORY = '/api/hedgehog/repositories/{id}';
const SECRET = `${REPOSITORY}/webhook-secret`;
const PUSH_PATH = /^\/api\/hedgehog\/repositories\/[^/]+\/push\/?$/;
const tag = 'repositories';
/** The largest push that GitHub describes commit by commit (2,048 of them) stays below. */
const LARGEST_EVENT_MB = 5;

/** Its signature says who sends: no session is looked for, which would cost a query before the flood gate. */
export const isPushPath = (path: string): boolean => PUSH_PATH.test(path);

export function addPushes(app: Api, deps: EndpointDependencies): void {
  const secrets = createPushSecrets(deps);
  const inbox = createPushInbox({ db: deps.db, secrets, looks: createPushLooks(deps) });
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: `${REPOSITORY}/push`,
      summary: 'Push event of a Git host',
      description:
        'For GitHub, GitLab, Gitea, Forgejo and Bitbucket: the event as they send it, signed with the secret of the repository. ' +
        `At most ${LARGEST_EVENT_MB} MB. The payload only says that Git is to be asked; what changed is read from Git.`,
      tag,
      right: 'anyone',
      params: idParameter,
      ownBody: 'Push event, as the Git host signed it',
      answer: pushAnswer,
      status: 202,
      statusOf: ({ status }) => (status === 'test' || status === 'already_received' ? 200 : 202),
      errors: [401, 404, 429, 503],
    },
    ({ params, client, http }) =>
      inbox.receive({
        repositoryId: params.id,
        address: client.address,
        header: (name) => http.req.header(name),
        readBody: () => readBytes(http.req.raw, LARGEST_EVENT_MB),
      }),
  );
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: SECRET,
      summary: 'Make the secret that signs push events; the one before counts no more',
      description: 'The answer shows it once. `url` is where the Git host sends its events.',
      tag,
      right: 'operate',
      params: idParameter,
      answer: madePushSecret,
      status: 201,
      errors: [404],
    },
    async ({ ctx, params }) => {
      const made = await setPushSecret(ctx, params.id, deps.publicUrl);
      secrets.forget(params.id);
      return made;
    },
  );
  endpoint(
    app,
    deps,
    {
      method: 'delete',
      path: SECRET,
      summary: 'Take no push events any more',
      tag,
      right: 'operate',
      params: idParameter,
      status: 204,
      errors: [404],
    },
    async ({ ctx, params }) => {
      await removePushSecret(ctx, params.id);
      secrets.forget(params.id);
    },
  );
}
