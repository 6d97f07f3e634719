import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Nothing but Node, which answers at once: what is slow here is the machine, or whoever asks. */
const ANSWER = JSON.stringify({ calculated_sync_status: 'in_sync', why: 'x'.repeat(200) });

const server = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWER);
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
// Whoever asked for it may have been killed.
process.once('disconnect', () => process.exit());
