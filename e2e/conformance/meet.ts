import { randomBytes } from 'node:crypto';
import { afterAll, describe, inject, it as vitestIt } from 'vitest';
import { openClient, type ApiClient } from '../cluster/client.ts';
import type { ApiServer } from '../cluster/target.ts';
import { collectionPath, type KindName } from './kinds.ts';
import { STAND_IN_DIFFERS } from './stand-in-differs.ts';

/** One server as the cases of a suite meet it. */
export type Meeting = {
  name: 'real' | 'sandbox';
  server: ApiServer;
  /** An administrator. */
  client: ApiClient;
  /** A place for one object under a name nobody has used; it is deleted when the suite ends. */
  fresh(kind: KindName): Place;
  /** Vitest's `it`; on the stand-in, a case of STAND_IN_DIFFERS must fail, so that the table cannot grow stale. */
  it(title: string, run: () => Promise<void>): void;
};

export type Place = { name: string; path: string; collection: string };

/** Runs the same cases on the real API server and on the stand-in; the real one's behaviour is what they assert. */
export function onEachServer(title: string, cases: (meeting: Meeting) => void): void {
  const { real, sandbox } = inject('apiServers');
  for (const [name, server] of [
    ['real', real],
    ['sandbox', sandbox],
  ] as const) {
    const heading = `${name} API server: ${title}`;
    if (server) describe(heading, () => cases(meet(name, server)));
    // Said once more here, so that a report by file shows the gap.
    else describe.skip(heading, () => vitestIt('is not at hand', () => undefined));
  }
}

/** A part of a name that nothing else has. Short: some kinds hold names to 11 characters. */
export function unique(): string {
  return `c${randomBytes(4).toString('hex')}`;
}

function meet(name: Meeting['name'], server: ApiServer): Meeting {
  const client = openClient(server);
  const used: string[] = [];
  afterAll(async () => {
    await Promise.all(used.map((path) => client.send('DELETE', path)));
    await client.close();
  });
  return {
    name,
    server,
    client,
    fresh(kind) {
      const place = unique();
      const collection = collectionPath(kind, server.namespace);
      used.push(`${collection}/${place}`);
      return { name: place, collection, path: `${collection}/${place}` };
    },
    it(title, run) {
      const reason = name === 'sandbox' ? STAND_IN_DIFFERS[title] : undefined;
      if (reason) vitestIt.fails(`${title} (the stand-in differs: ${reason})`, run);
      else vitestIt(title, run);
    },
  };
}
