import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import { whenDone } from './when-done.ts';

/**
 * A proxy in front of a test server, spoken to over plain HTTP. What `intercept` gives is answered instead of passing the request on.
 * Gives its URL; closed when the suite ends.
 */
export async function proxyOf(
  target: { server: string; ca: string | null },
  intercept: (incoming: IncomingMessage) => { status: number; body: object } | null,
): Promise<string> {
  const dispatcher = new Agent({ connect: target.ca ? { ca: target.ca } : {} });
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const instead = intercept(incoming);
      if (instead !== null) {
        outgoing.writeHead(instead.status, { 'content-type': 'application/json' });
        outgoing.end(JSON.stringify(instead.body));
        return;
      }
      const { authorization = '', 'content-type': type } = incoming.headers;
      const reply = await request(new URL(incoming.url ?? '/', target.server), {
        dispatcher,
        method: incoming.method ?? 'GET',
        headers: { authorization, ...(type === undefined ? {} : { 'content-type': type }) },
        ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
      });
      outgoing.writeHead(reply.statusCode, { 'content-type': String(reply.headers['content-type']) });
      outgoing.end(await reply.body.text());
    })();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  whenDone(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await dispatcher.destroy();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
