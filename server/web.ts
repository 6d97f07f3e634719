import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import createNext from 'next';
import { createApi, type ApiDependencies } from '#server/api/app.ts';
import { isSecure } from '#server/auth/auth.ts';
import type { Config } from '#server/config.ts';
import { AppError } from '#server/domain/app-error.ts';
import { securityHeaders } from '#server/http/security-headers.ts';
import { attachLive } from '#server/live/attach.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** What Hono answers; everything else is a page. */
const API_PATHS = /^\/(api|health|metrics)(\/|\?|$)/;

export interface Web {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * One port for API, pages and sockets. The API goes to Hono before Next sees it: several times the requests a second.
 */
export async function startWeb(
  deps: ApiDependencies & { readonly config: Config; readonly databaseUrl: string },
): Promise<Web> {
  const { config, log } = deps;
  const server = createServer();
  const next = createNext({ dev: config.development, dir: ROOT, httpServer: server });
  await next.prepare();
  const pages = next.getRequestHandler();
  const api = getRequestListener(createApi(deps).fetch);

  const answer: RequestListener = (request, response) => {
    if (API_PATHS.test(request.url ?? '/')) {
      void api(request, response);
      return;
    }
    securityHeaders(response, { development: config.development, secure: isSecure(config.web.publicUrl) });
    pages(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'a page failed');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
  server.on('request', answer);
  const live = attachLive(server, deps);

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, config.web.port)));
    server.listen(config.web.port, config.web.host, resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: config.web.port === 0 ? `http://localhost:${port}` : config.web.publicUrl,
    async close() {
      await live.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await next.close();
    },
  };
}

/** What a person at the terminal can do about it; anything else as it is. */
function listenError(error: Error & { readonly code?: string }, port: number): Error {
  const why =
    error.code === 'EADDRINUSE'
      ? `Port ${port} is in use. Stop what listens there, or set PORT to another`
      : error.code === 'EACCES'
        ? `Port ${port} may not be opened by this user. Set PORT to one above 1023`
        : null;
  return why === null ? error : new AppError('CONFIG_INVALID', { why }, { cause: error });
}
