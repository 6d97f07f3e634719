import type { Server } from 'node:http';
import type { Database } from '#db/client.ts';
import { isSecure } from '#server/auth/auth.ts';
import { cookieSecretOf } from '#server/auth/cookie-secret.ts';
import { Hub } from '#server/live/hub.ts';
import { startListener } from '#server/live/listener.ts';
import type { LiveParts } from '#server/live/live-dependencies.ts';
import { createPlainSockets } from '#server/live/plain-sockets.ts';
import { startRechecks } from '#server/live/recheck.ts';
import { readNotice } from '#server/live/read-notice.ts';
import { Relay } from '#server/live/relay.ts';
import { Seats } from '#server/live/seats.ts';
import { attachSocketIo } from '#server/live/socket-io.ts';
import { routeUpgrades } from '#server/live/upgrade.ts';
import type { Log } from '#server/log.ts';
import { CHANNEL } from '#server/state/notify.ts';

export interface LiveDependencies {
  readonly config: { readonly development: boolean; readonly web: { readonly publicUrl: string } };
  readonly db: Database;
  /** The LISTEN connection is one of its own. */
  readonly databaseUrl: string;
  readonly log: Log;
  /** Master keys of the installation, the current one first. */
  readonly keys: readonly Buffer[];
  readonly timing?: LiveParts['timing'];
}

export interface Live {
  /** Ends all connections; the HTTP server itself is left to its owner. */
  close(): Promise<void>;
}

/** Serves Socket.IO and plain WebSockets on an HTTP server. Call it after the server's own request listener is in place. */
export function attachLive(server: Server, deps: LiveDependencies): Live {
  const { db, log, config } = deps;
  const publicOrigin = new URL(config.web.publicUrl).origin;
  const hub = new Hub();
  const relay = new Relay({ db, hub, log });
  const parts: LiveParts = {
    db,
    log,
    hub,
    relay,
    seats: new Seats(),
    publicOrigin,
    cookieSecret: cookieSecretOf(deps.keys),
    secureCookies: isSecure(config.web.publicUrl),
    ...(deps.timing === undefined ? {} : { timing: deps.timing }),
  };
  const endSocketIo = attachSocketIo(server, parts);
  const plain = createPlainSockets(parts);
  routeUpgrades(server, plain, { publicOrigin, development: config.development });
  const rechecks = startRechecks(parts, deps.timing?.recheckEveryMs);
  const listener = startListener({
    url: deps.databaseUrl,
    channel: CHANNEL,
    log,
    onNotice: (payload) => {
      const notice = readNotice(payload);
      if (notice === null) return;
      if (notice.t === 'access') rechecks.onAccessChanged(notice.user);
      else relay.onNotice(notice);
    },
    onConnected: () => relay.presentAll(),
  });

  return {
    async close() {
      rechecks.stop();
      endSocketIo();
      plain.close();
      await listener.close();
      await relay.close();
    },
  };
}
