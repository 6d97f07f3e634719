import { randomBytes } from 'node:crypto';
import { afterAll, beforeEach, describe, inject } from 'vitest';
import { openClient, type ApiClient } from '../cluster/client.ts';
import type { ApiServer } from '../cluster/target.ts';
import { collectionPath, type KindName } from './kinds.ts';
import { STAND_IN_DIFFERS } from './stand-in-differs.ts';

/** One server as the cases of a suite meet it. */
export type Meeting = {
  server: ApiServer;
  /** An administrator. */
  client: ApiClient;
  /** A place for one object under a name nobody has used; it is deleted when the suite ends. */
  fresh: (kind: KindName) => Place;
};

export type Place = { name: string; path: string; collection: string };

const NOWHERE: ApiServer = { server: '', ca: null, token: '', namespace: 'default' };

/** Runs the same cases on the real API server and on the stand-in; the real one's behaviour is what they assert. */
export function onEachServer(title: string, cases: (meeting: Meeting) => void): void {
  const { real, sandbox } = inject('apiServers');
  for (const [name, server] of Object.entries({ real, sandbox })) {
    // A suite without its server is still collected, so that the report shows what was left out.
    describe.skipIf(!server)(`${name} API server: ${title}`, () => {
      if (name === 'sandbox') expectKnownDifferences();
      cases(meet(server ?? NOWHERE));
    });
  }
}

/** A part of a name that nothing else has. Short: some kinds hold names to 11 characters. */
export function unique(): string {
  return `c${randomBytes(4).toString('hex')}`;
}

/** A case that the stand-in is known not to hold must fail there, so that the table cannot grow stale. */
function expectKnownDifferences(): void {
  beforeEach(async ({ task, annotate }) => {
    const reason = STAND_IN_DIFFERS[task.name];
    if (!reason) return;
    Object.assign(task, { fails: true });
    await annotate(`the stand-in differs: ${reason}`);
  });
}

function meet(server: ApiServer): Meeting {
  const client = openClient(server);
  const used: string[] = [];
  afterAll(async () => {
    await Promise.all(used.map((path) => client.send('DELETE', path)));
    await client.close();
  });
  return {
    server,
    client,
    fresh(kind) {
      const name = unique();
      const collection = collectionPath(kind, server.namespace);
      const path = `${collection}/${name}`;
      used.push(path);
      return { name, collection, path };
    },
  };
}
