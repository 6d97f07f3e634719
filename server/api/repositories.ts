import { z } from 'zod';
import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { endpoint, type Api } from '#server/api/endpoint.ts';
import { listAnswer } from '#server/api/list-answer.ts';
import {
  anyOf,
  idParameter,
  idsFilter,
  orderingBy,
  textFilter,
  textsFilter,
} from '#server/api/parameters.ts';
import { listQuery, pageOf } from '#server/domain/wire/list.ts';
import {
  connectionTest,
  repository,
  repositoryInput,
  repositoryPatch,
} from '#server/domain/wire/repository.ts';
import { CONNECTION_STATUSES, GIT_AUTH_TYPES } from '#server/domain/words.ts';
import { createRepository } from '#server/services/repositories/create-repository.ts';
import { deleteRepository } from '#server/services/repositories/delete-repository.ts';
import { listRepositories, REPOSITORY_ORDERINGS } from '#server/services/repositories/list-repositories.ts';
import { readRepository } from '#server/services/repositories/read-repository.ts';
import { testRepository, testUnsavedRepository } from '#server/services/repositories/test-repository.ts';
import { updateRepository } from '#server/services/repositories/update-repository.ts';

const REPOSITORIES = '/api/hedgehog/repositories';
const REPOSITORY = `${REPOSITORIES}/{id}`;
const tag = 'repositories';

export function addRepositories(app: Api, deps: EndpointDependencies): void {
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: REPOSITORIES,
      summary: 'Git repositories',
      tag,
      right: 'view',
      query: listQuery.extend({
        ordering: orderingBy(REPOSITORY_ORDERINGS),
        id: idsFilter,
        name: textsFilter,
        name__ic: textFilter,
        auth_type: anyOf(z.enum(GIT_AUTH_TYPES)),
        connection_status: anyOf(z.enum(CONNECTION_STATUSES)),
      }),
      answer: pageOf(repository),
      status: 200,
    },
    async ({ ctx, query, http }) =>
      listAnswer(http, deps.publicUrl, query, await listRepositories(ctx, query)),
  );
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: REPOSITORIES,
      summary: 'Create a repository',
      tag,
      right: 'operate',
      body: repositoryInput,
      answer: repository,
      status: 201,
      bulk: true,
    },
    ({ ctx, body }) => createRepository(ctx, body),
  );
  // Before "{id}", which would take the word for an id.
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: `${REPOSITORIES}/test-connection`,
      summary: 'Ask the Git host with values that are not saved',
      tag,
      right: 'operate',
      body: repositoryInput,
      answer: connectionTest,
      status: 200,
      costly: true,
    },
    ({ ctx, body }) => testUnsavedRepository(ctx, body),
  );
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: REPOSITORY,
      summary: 'One repository',
      tag,
      right: 'view',
      params: idParameter,
      answer: repository,
      status: 200,
      errors: [404],
    },
    ({ ctx, params }) => readRepository(ctx, params.id),
  );
  endpoint(
    app,
    deps,
    {
      method: 'patch',
      path: REPOSITORY,
      summary: 'Change fields of a repository',
      tag,
      right: 'operate',
      params: idParameter,
      body: repositoryPatch,
      answer: repository,
      status: 200,
      errors: [404],
      versioned: true,
      bulk: true,
    },
    ({ ctx, params, body, ifMatch }) => updateRepository(ctx, params.id, body, ifMatch),
  );
  endpoint(
    app,
    deps,
    {
      method: 'delete',
      path: REPOSITORY,
      summary: 'Delete a repository that no fabric uses',
      tag,
      right: 'operate',
      params: idParameter,
      status: 204,
      errors: [404, 409],
      versioned: true,
      bulk: true,
    },
    ({ ctx, params, ifMatch }) => deleteRepository(ctx, params.id, ifMatch),
  );
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: `${REPOSITORY}/test-connection`,
      summary: 'Ask the Git host, and keep what it said',
      tag,
      right: 'operate',
      params: idParameter,
      answer: connectionTest,
      status: 200,
      errors: [404],
      costly: true,
    },
    ({ ctx, params }) => testRepository(ctx, params.id),
  );
}
