import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import postgres from 'postgres';

/** What our answers are compared with: nothing but Node and two selects by index, the token's and the fabric's. `<url> <connections>` */
const [url = '', connections] = process.argv.slice(2);
const sql = postgres(url, { max: Number(connections), onnotice: () => {} });

const server = createServer((request, response) => {
  answer(request.url ?? '', request.headers.authorization ?? '').then(
    (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});

async function answer(path: string, authorization: string): Promise<unknown> {
  const hash = createHash('sha256').update(authorization.slice('Token '.length)).digest('hex');
  const [user] = await sql`
    select t.id, u.role from api_tokens t join users u on u.id = t.user_id
    where t.token_hash = ${hash} and t.revoked_at is null`;
  if (user === undefined) throw new Error('not authenticated');
  const id = Number(/\d+/.exec(path)?.[0]);
  const [fabric] = await sql`
    select id, name, sync_enabled, sync_interval, last_sync, connection_error, sync_error, active_run_id
    from fabrics where id = ${id}`;
  if (fabric === undefined) throw new Error('not found');
  return fabric;
}

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
