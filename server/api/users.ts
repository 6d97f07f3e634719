import { z } from 'zod';
import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { endpoint, type Api } from '#server/api/endpoint.ts';
import { listAnswer } from '#server/api/list-answer.ts';
import { anyOf, flagFilter, orderingBy } from '#server/api/parameters.ts';
import { USER_ROLES } from '#server/domain/permissions.ts';
import { listQuery, pageOf } from '#server/domain/wire/list.ts';
import {
  createdUser,
  passwordReset,
  passwordResetInput,
  user,
  userInput,
  userPatch,
} from '#server/domain/wire/user.ts';
import { createUser } from '#server/services/users/create-user.ts';
import { deleteUser } from '#server/services/users/delete-user.ts';
import { listUsers, USER_ORDERINGS } from '#server/services/users/list-users.ts';
import { readUser } from '#server/services/users/present-user.ts';
import { resetPassword } from '#server/services/users/reset-password.ts';
import { updateUser } from '#server/services/users/update-user.ts';

const USERS = '/api/hedgehog/users';
const USER = `${USERS}/{id}`;
const tag = 'users';
const right = 'administer';
const userParameter = z.object({ id: z.string().regex(/^[\w-]{1,64}$/) });

export function addUsers(app: Api, deps: EndpointDependencies): void {
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: USERS,
      summary: 'People, their roles and the fabrics granted to them',
      tag,
      right,
      query: listQuery.extend({
        ordering: orderingBy(USER_ORDERINGS),
        role: anyOf(z.enum(USER_ROLES)),
        enabled: flagFilter,
      }),
      answer: pageOf(user),
      status: 200,
    },
    async ({ ctx, query, http }) => listAnswer(http, deps.publicUrl, query, await listUsers(ctx, query)),
  );
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: USERS,
      summary: 'Add a person; a password that was made is in this answer only',
      tag,
      right,
      body: userInput,
      answer: createdUser,
      status: 201,
    },
    ({ ctx, body }) => createUser(ctx, body),
  );
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: USER,
      summary: 'One person',
      tag,
      right,
      params: userParameter,
      answer: user,
      status: 200,
      errors: [404],
    },
    ({ ctx, params }) => readUser(ctx, params.id),
  );
  endpoint(
    app,
    deps,
    {
      method: 'patch',
      path: USER,
      summary: 'Change a person, what they may do, and whether they may sign in',
      description:
        'What is set holds from the next request on, and for open sockets at once. Disabling (`enabled: false`) ends all sessions; tokens rest until the person is enabled again. The last active administrator can be neither disabled nor demoted.',
      tag,
      right,
      params: userParameter,
      body: userPatch,
      answer: user,
      status: 200,
      errors: [404, 409],
      versioned: true,
    },
    ({ ctx, params, body, ifMatch }) => updateUser(ctx, params.id, body, ifMatch),
  );
  endpoint(
    app,
    deps,
    {
      method: 'delete',
      path: USER,
      summary: 'Remove a person with their sessions and tokens; what they did stays in the history',
      tag,
      right,
      params: userParameter,
      status: 204,
      errors: [404, 409],
      versioned: true,
    },
    ({ ctx, params, ifMatch }) => deleteUser(ctx, params.id, ifMatch),
  );
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: `${USER}/reset-password`,
      summary: 'Give a person another password and sign them out; one that was made is in this answer only',
      description:
        'All sessions of the person end. API tokens stay valid, for what runs by itself, unless `revoke_tokens` is true: then all of them end too, the one that asks among them if it is theirs.',
      tag,
      right,
      params: userParameter,
      body: passwordResetInput,
      bodyOptional: true,
      answer: passwordReset,
      status: 200,
      errors: [404],
    },
    ({ ctx, params, body }) => resetPassword(ctx, params.id, body),
  );
}
