import type { Api } from '#server/api/endpoint.ts';
import { AppError } from '#server/domain/app-error.ts';

/** The OpenAPI 3.1 document, made from the schemas that check the requests; made once, at its first reading. */
export function addDocument(app: Api): void {
  let made: object | undefined;
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: '`Token <t>` or `Bearer <t>`',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'cookie', {
    type: 'apiKey',
    in: 'cookie',
    name: 'fabric-sync.session_token',
  });
  app.get('/api/hedgehog/openapi.json', (c) => {
    if (c.get('signedIn') === null) throw new AppError('NOT_AUTHENTICATED');
    made ??= app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: { title: 'Fabric Sync', version: '1', description: 'Sync states and runs of Hedgehog fabrics' },
    });
    return c.json(made);
  });
}
