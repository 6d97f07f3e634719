import { expect, it } from 'vitest';
import type { ApiClient, Query, WatchEvent } from '../cluster/client.ts';
import { collectionPath, objectOf } from './kinds.ts';
import { onEachServer, unique } from './meet.ts';

const MERGE = { contentType: 'application/merge-patch+json' };

onEachServer('watches', ({ client, fresh, server }) => {
  const collection = collectionPath('switchgroups', server.namespace);
  const create = (name: string, labels: Record<string, string> = {}) =>
    client.send('POST', collection, { body: objectOf('switchgroups', { name, labels }) });
  const relabel = (path: string, labels: Record<string, string | null>) =>
    client.send('PATCH', path, { ...MERGE, body: { metadata: { labels } } });
  const now = async () => (await client.send('GET', collection)).body.metadata.resourceVersion;

  it('tells what was added, modified and deleted, in order', async () => {
    const { name, path } = fresh('switchgroups');
    const events = watching(client, collection, {
      resourceVersion: await now(),
      fieldSelector: `metadata.name=${name}`,
    });

    const { body: created } = await create(name);
    const added = await events.next();
    const { body: relabelled } = await relabel(path, { a: '1' });
    const modified = await events.next();
    await client.send('DELETE', path);
    const deleted = await events.next();
    events.stop();

    expect(added).toEqual({ type: 'ADDED', object: created });
    expect(modified).toEqual({ type: 'MODIFIED', object: relabelled });
    expect(deleted).toMatchObject({ type: 'DELETED', object: { metadata: { name, labels: { a: '1' } } } });
    const versions = [added, modified, deleted].map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    expect(new Set(versions).size).toBe(3);
  });

  it('starts with what is there when no resourceVersion is given', async () => {
    const { name } = fresh('switchgroups');
    await create(name);

    const events = watching(client, collection, { fieldSelector: `metadata.name=${name}` });

    expect(await events.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name } } });
    events.stop();
  });

  it('resumes after a resourceVersion without a gap and without a repeat', async () => {
    const { name, path } = fresh('switchgroups');
    const { body: created } = await create(name);
    await relabel(path, { step: '1' });
    await relabel(path, { step: '2' });

    const events = watching(client, collection, {
      resourceVersion: created.metadata.resourceVersion,
      fieldSelector: `metadata.name=${name}`,
    });

    expect(await events.next()).toMatchObject({
      type: 'MODIFIED',
      object: { metadata: { labels: { step: '1' } } },
    });
    expect(await events.next()).toMatchObject({
      type: 'MODIFIED',
      object: { metadata: { labels: { step: '2' } } },
    });
    events.stop();
  });

  it('turns objects that enter or leave a label selector into added and deleted', async () => {
    const { name, path } = fresh('switchgroups');
    const group = unique();
    await create(name);
    const events = watching(client, collection, {
      resourceVersion: await now(),
      labelSelector: `group=${group}`,
    });

    await relabel(path, { group });
    const entered = await events.next();
    await relabel(path, { group: null });
    const left = await events.next();
    events.stop();

    expect(entered).toMatchObject({ type: 'ADDED', object: { metadata: { name } } });
    expect(left).toMatchObject({ type: 'DELETED', object: { metadata: { name } } });
  });

  it('says Gone for a resourceVersion that is too old', async () => {
    const events = watching(client, collection, { resourceVersion: 1 });

    expect(await events.next()).toMatchObject({
      type: 'ERROR',
      object: {
        kind: 'Status',
        status: 'Failure',
        reason: 'Expired',
        code: 410,
        message: expect.stringMatching(/^too old resource version: 1 \(\d+\)$/),
      },
    });
    expect(await events.ended()).toBe(true);
  });

  it('marks the end of the first events for a client that asks for them', async () => {
    const { name } = fresh('switchgroups');
    await create(name);

    const events = watching(client, collection, {
      sendInitialEvents: true,
      resourceVersionMatch: 'NotOlderThan',
      allowWatchBookmarks: true,
      fieldSelector: `metadata.name=${name}`,
    });

    expect(await events.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name } } });
    expect(await events.next()).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'SwitchGroup', metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    });
    events.stop();
  });

  // When is the server's own affair: on a busy machine its moment may pass before it has seen the change.
  it(
    'sends a bookmark before it ends the watch at its timeout, if anything happened since',
    { retry: 2 },
    async () => {
      const { name } = fresh('switchgroups');
      const events = watching(client, collection, {
        resourceVersion: await now(),
        labelSelector: 'nothing=has-this',
        allowWatchBookmarks: true,
        timeoutSeconds: 5,
      });
      const first = events.next();

      const { body: created } = await create(name);
      const bookmark = await first;

      expect(bookmark).toEqual({
        type: 'BOOKMARK',
        object: {
          kind: 'SwitchGroup',
          apiVersion: 'wiring.githedgehog.com/v1beta1',
          metadata: { resourceVersion: expect.any(String) },
        },
      });
      expect(Number(bookmark.object.metadata.resourceVersion)).toBeGreaterThanOrEqual(
        Number(created.metadata.resourceVersion),
      );
      expect(await events.ended()).toBe(true);
    },
  );

  it('streams to several watchers at once', async () => {
    const { name } = fresh('switchgroups');
    const query = { resourceVersion: await now(), fieldSelector: `metadata.name=${name}` };
    const watchers = Array.from({ length: 5 }, () => watching(client, collection, query));
    const first = watchers.map((events) => events.next());

    await create(name);

    for (const event of await Promise.all(first)) {
      expect(event).toMatchObject({ type: 'ADDED', object: { metadata: { name } } });
    }
    for (const events of watchers) events.stop();
  });
});

/** A watch whose events are asked for one by one. */
function watching(client: ApiClient, path: string, query: Query) {
  const abort = new AbortController();
  const events = client.watch(path, { query, signal: abort.signal });
  return {
    async next(): Promise<WatchEvent> {
      const { value, done } = await events.next();
      if (done) throw new Error('the watch ended');
      return value;
    },
    async ended(): Promise<boolean> {
      return (await events.next()).done === true;
    },
    stop() {
      abort.abort();
    },
  };
}
