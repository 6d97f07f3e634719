import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { endpoint, type Api } from '#server/api/endpoint.ts';
import { listAnswer } from '#server/api/list-answer.ts';
import { idParameter, orderingBy } from '#server/api/parameters.ts';
import { listQuery, pageOf } from '#server/domain/wire/list.ts';
import { createdToken, token, tokenInput } from '#server/domain/wire/token.ts';
import { createToken } from '#server/services/tokens/create-token.ts';
import { listTokens, TOKEN_ORDERINGS } from '#server/services/tokens/list-tokens.ts';
import { revokeToken } from '#server/services/tokens/revoke-token.ts';

const TOKENS = '/api/hedgehog/tokens';
const tag = 'tokens';

export function addTokens(app: Api, deps: EndpointDependencies): void {
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: TOKENS,
      summary: "One's own API tokens; for administrators everybody's",
      tag,
      right: 'view',
      query: listQuery.extend({ ordering: orderingBy(TOKEN_ORDERINGS) }),
      answer: pageOf(token),
      status: 200,
    },
    async ({ ctx, query, http }) => listAnswer(http, deps.publicUrl, query, await listTokens(ctx, query)),
  );
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: TOKENS,
      summary: 'Make an API token; its secret is in this answer only',
      tag,
      right: 'view',
      body: tokenInput,
      answer: createdToken,
      status: 201,
    },
    ({ ctx, body }) => createToken(ctx, body),
  );
  endpoint(
    app,
    deps,
    {
      method: 'delete',
      path: `${TOKENS}/{id}`,
      summary: 'Revoke an API token',
      tag,
      right: 'view',
      params: idParameter,
      status: 204,
      errors: [404],
    },
    ({ ctx, params }) => revokeToken(ctx, params.id),
  );
}
