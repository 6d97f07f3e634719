import type { z } from 'zod';
import { sendAnswer } from '#server/api/answer.ts';
import { addCollectionOf, answerEach } from '#server/api/bulk.ts';
import {
  honoPath,
  type Api,
  type ApiRequest,
  type Endpoint,
  type Handle,
  type Schema,
} from '#server/api/definition.ts';
import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { readRequest, readWholeBody, requireRight } from '#server/api/read-request.ts';

export type { Api, ApiEnvironment } from '#server/api/definition.ts';

/** Adds an endpoint to the app and to its document. The handler's result passes the answer's schema: nothing else leaves. */
export function endpoint<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  A extends Schema = undefined,
>(
  app: Api,
  deps: EndpointDependencies,
  definition: Endpoint<P, Q, B, A>,
  handle: (request: ApiRequest<P, Q, B>) => Promise<A extends z.ZodType ? z.input<A> : void | Response>,
): void {
  // What follows knows the schemas only as data; the handler's own types hold by the signature above.
  const known = definition as unknown as Endpoint;
  const work = handle as unknown as Handle;
  deps.operations.push(known);
  app.on(known.method.toUpperCase(), honoPath(known.path), async (c) => {
    const signedIn = c.get('signedIn');
    requireRight(known.right, signedIn);
    const body = known.method === 'get' || known.ownBody !== undefined ? undefined : await readWholeBody(c);
    if (known.bulk && known.method === 'post' && Array.isArray(body)) {
      return await answerEach(c, deps, known, body, work);
    }
    const leave = known.costly ? deps.costly.enter(signedIn?.actor.userId ?? 'nobody') : null;
    try {
      const request = readRequest(c, deps, known, body);
      const result = await work(request);
      // A file goes out as its handler made it.
      return result instanceof Response ? result : sendAnswer(deps, known, request, result);
    } finally {
      leave?.();
    }
  });
  if (known.bulk && known.method !== 'post') addCollectionOf(app, deps, known, work);
}
