import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, basename } from 'node:path';

/** A small Git host for tests: git's own smart HTTP program behind a Node server with basic authentication. */

export interface SampleGitHost {
  readonly port: number;
  /** `GET /x.git/info/refs …` of every request, and the Authorization header that came with it. */
  readonly requests: { readonly line: string; readonly authorization: string | undefined }[];
  close(): Promise<void>;
}

export interface HostOptions {
  /** Folder of a repository with a work tree or a bare one; served as `/<name of the folder>`. */
  readonly repository: string;
  /** `user:password`; absent = everybody may read. */
  readonly credentials?: string;
  /** Runs before a request is answered; may answer itself (true) or look around while git waits. */
  readonly before?: (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;
}

function serveBackend(repository: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://host');
  const backend = spawn('git', ['-c', 'safe.directory=*', 'http-backend'], {
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      NODE_ENV: 'test',
      GIT_PROJECT_ROOT: dirname(repository),
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_ADDR: '127.0.0.1',
    },
  });
  request.pipe(backend.stdin);
  backend.stdin.on('error', () => {});
  let head = Buffer.alloc(0);
  backend.stdout.on('data', (chunk: Buffer) => {
    if (response.headersSent) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const headers = head
      .toString('latin1', 0, end)
      .split('\r\n')
      .map((line) => line.split(': ', 2) as [string, string]);
    const status = headers.find(([name]) => name.toLowerCase() === 'status')?.[1] ?? '200';
    response.writeHead(Number.parseInt(status, 10), Object.fromEntries(headers));
    response.write(head.subarray(end + 4));
  });
  backend.on('close', () => response.end());
}

function isWelcome(request: IncomingMessage, credentials: string | undefined): boolean {
  return (
    credentials === undefined ||
    request.headers.authorization === `Basic ${Buffer.from(credentials).toString('base64')}`
  );
}

export async function startGitHost(options: HostOptions): Promise<SampleGitHost> {
  const requests: SampleGitHost['requests'] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests.push({ line: `${request.method} ${request.url}`, authorization: request.headers.authorization });
    if (options.before !== undefined && (await options.before(request, response))) return;
    if (!isWelcome(request, options.credentials)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="Git"' }).end('go away');
    } else serveBackend(options.repository, request, response);
  };
  const server: Server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The path under which a host serves a repository. */
export function hostedPath(repository: string): string {
  return `/${encodeURIComponent(basename(repository))}/.git`;
}
