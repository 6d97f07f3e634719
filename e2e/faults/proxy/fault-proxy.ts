import type { IncomingMessage } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { createServer as createTcp, type AddressInfo, type Socket } from 'node:net';
import { afterAll } from 'vitest';
import { Agent } from 'undici';
import { createAuthority, issueServerCertificate, type Pair } from '#e2e/cluster/certificates.ts';
import type { ApiServer } from '#e2e/cluster/target.ts';
import { carryOut } from './carry-out.ts';
import { isWrite, type Fault, type Matches, type SeenRequest } from './fault.ts';

/** What happens to connections, before any request. */
type Door =
  | 'open'
  /** Nobody listens on the port. */
  | 'refused'
  /** Taken, and then silence: not even a handshake. */
  | 'black hole'
  | 'reset';

interface FaultRule {
  /** Requests that met the fault. */
  readonly hits: number;
  /** No request meets it any more. */
  end(): void;
}

export interface FaultProxy {
  readonly url: string;
  readonly port: number;
  /** The proxy's own authority, PEM. */
  readonly ca: Pair;
  /** Everything that came in, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** Requests that change Hedgehog objects and that the API server got. */
  writes(): SeenRequest[];
  /** From the `after`-th matching request on (default 0), `times` of them (default all) meet `fault`. The first rule that fits wins. */
  on(matches: Matches, fault: Fault, limits?: { after?: number; times?: number }): FaultRule;
  setDoor(door: Door): Promise<void>;
  /** Shows another certificate from the next connection on. */
  present(certificate: Pair): void;
  /** Takes every fault away and forgets what was seen. */
  heal(): Promise<void>;
}

/** Names that the proxy's own certificate is good for. */
const PROXY_HOSTS = ['127.0.0.1', 'api.fabric-sync.invalid'];

/** A reverse proxy with TLS of its own in front of a real API server; does to connections and requests what a test says. Gone with the file. */
export async function openFaultProxy(target: ApiServer): Promise<FaultProxy> {
  const ca = createAuthority('fault proxy');
  const good = issueServerCertificate(ca, { hosts: PROXY_HOSTS });
  // As the product's own client is: a stream that the server ends early would take others with it.
  const dispatcher = new Agent({ allowH2: false, connect: target.ca ? { ca: target.ca } : {} });
  const behind = { server: target.server, dispatcher };
  let requests: SeenRequest[] = [];
  let rules: (FaultRule & { hits: number; next: (seen: SeenRequest) => Fault | null })[] = [];
  let door: Door = 'open';
  const sockets = new Set<Socket>();

  const secure = createSecure(good, (incoming, outgoing) => {
    void (async () => {
      const body = await read(incoming);
      const { method = 'GET', url = '/', headers } = incoming;
      const seen: SeenRequest = {
        method,
        path: url,
        body,
        authorization: headers.authorization ?? '',
        at: Date.now(),
        passedOn: false,
        status: null,
      };
      requests.push(seen);
      await carryOut(faultFor(seen), behind, seen, incoming, outgoing);
    })().catch(() => outgoing.destroy());
  });
  secure.on('tlsClientError', () => undefined);
  const front = createTcp((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    if (door === 'reset') socket.resetAndDestroy();
    else if (door === 'open') secure.emit('connection', socket);
  });

  function faultFor(seen: SeenRequest): Fault | null {
    for (const rule of rules) {
      const fault = rule.next(seen);
      if (fault === null) continue;
      rule.hits += 1;
      return fault;
    }
    return null;
  }

  function dropConnections(): void {
    for (const socket of sockets) socket.destroy();
  }

  const listen = (port: number): Promise<void> =>
    new Promise((done, failed) => front.once('error', failed).listen(port, '127.0.0.1', done));
  const stopListening = (): Promise<void> =>
    new Promise((done) => {
      front.close(() => done());
      dropConnections();
    });

  await listen(0);
  const { port } = front.address() as AddressInfo;
  afterAll(async () => {
    if (front.listening) await stopListening();
    await dispatcher.destroy();
  });

  const proxy: FaultProxy = {
    url: `https://127.0.0.1:${port}`,
    port,
    ca,
    get requests() {
      return requests;
    },
    writes: () => requests.filter((seen) => seen.passedOn && isWrite(seen)),
    on(matches, fault, { after = 0, times = Number.POSITIVE_INFINITY } = {}) {
      let met = 0;
      const rule = {
        hits: 0,
        end: () => void (rules = rules.filter((one) => one !== rule)),
        next(seen: SeenRequest): Fault | null {
          if (!matches(seen)) return null;
          met += 1;
          return met > after && met <= after + times ? fault : null;
        },
      };
      rules.push(rule);
      return rule;
    },
    async setDoor(next) {
      door = next;
      if (next === 'refused') await stopListening();
      else if (!front.listening) await listen(port);
      dropConnections();
    },
    present({ cert, key }) {
      secure.setSecureContext({ cert, key });
      dropConnections();
    },
    async heal() {
      rules = [];
      requests = [];
      proxy.present(good);
      await proxy.setDoor('open');
    },
  };
  return proxy;
}

async function read(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
