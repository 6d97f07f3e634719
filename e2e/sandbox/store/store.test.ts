import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { objectAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { ChangeEvent } from './event-log.ts';
import { lockFolder } from './folder-lock.ts';
import { Store } from './store.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fabric-sync-store-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const THINGS = 'test/things';

function named(name: string, more: JsonObject = {}): JsonObject {
  return { metadata: { name, namespace: 'default' }, ...more };
}

function put(store: Store, name: string, more: JsonObject = {}): JsonObject {
  return store.put(THINGS, `default/${name}`, named(name, more));
}

function names(objects: JsonObject[] | null): unknown[] | undefined {
  return objects?.map((object) => objectAt(object, 'metadata')['name']);
}

describe('the store', () => {
  it('counts one revision for each change, and writes it on the object', () => {
    const store = new Store(folder);

    const first = put(store, 'a');
    const second = put(store, 'a', { spec: 1 });
    const last = store.remove(THINGS, 'default/a');

    const versions = [first, second, last].map((object) =>
      Number(objectAt(object, 'metadata')['resourceVersion']),
    );
    expect(versions).toEqual([store.revision - 2, store.revision - 1, store.revision]);
    expect(store.get(THINGS, 'default/a')).toBeUndefined();
  });

  it('tells what was before and after, in order', () => {
    const store = new Store(folder);
    const events: ChangeEvent[] = [];
    store.subscribe(THINGS, (event) => events.push(event));

    put(store, 'a');
    put(store, 'a', { spec: 1 });
    store.remove(THINGS, 'default/a');

    expect(
      events.map(({ before, after }) => [before?.['spec'] ?? (before && 0), after?.['spec'] ?? (after && 0)]),
    ).toEqual([
      [null, 0],
      [0, 1],
      [1, null],
    ]);
  });

  it('lists in key order, now and as it was', () => {
    const store = new Store(folder);
    put(store, 'b');
    put(store, 'c');
    const then = store.revision;
    put(store, 'a');
    store.remove(THINGS, 'default/c');

    expect(names(store.list(THINGS))).toEqual(['a', 'b']);
    expect(names(store.listAt(THINGS, then))).toEqual(['b', 'c']);
    store.log.forget(store.revision);
    expect(store.listAt(THINGS, then)).toBeNull();
  });

  it('is there again after a restart, without the torn end of an unfinished write', () => {
    const store = new Store(folder);
    put(store, 'a', { text: 'ä\n' });
    put(store, 'b');
    store.remove(THINGS, 'default/b');
    const { revision } = store;
    store.close();
    appendFileSync(join(folder, 'journal.jsonl'), '{"revision":999,"collection":"test/thi');

    const again = new Store(folder);

    expect(again.list(THINGS)).toEqual(store.list(THINGS));
    expect(again.revision).toBe(revision);
    put(again, 'c');
    again.close();
    expect(names(new Store(folder).list(THINGS))).toEqual(['a', 'c']);
  });

  it('folds a long journal into a snapshot, which alone is enough', () => {
    const store = new Store(folder);
    for (let round = 0; round < 6000; round += 1) put(store, `thing-${round % 3}`, { round });
    store.close();

    const lines = readFileSync(join(folder, 'journal.jsonl'), 'utf8').split('\n').length;
    const again = new Store(folder);

    expect(lines).toBeLessThan(2000);
    expect(again.list(THINGS)).toEqual(store.list(THINGS));
    expect(again.revision).toBe(store.revision);
  });

  it('does not read twice what stands in snapshot and journal', () => {
    const store = new Store(folder);
    for (let round = 0; round < 4999; round += 1) put(store, 'a', { round });
    const journal = readFileSync(join(folder, 'journal.jsonl'));
    put(store, 'b');
    store.remove(THINGS, 'default/a');
    store.close();
    // As if the process had died between writing the snapshot and emptying the journal.
    writeFileSync(
      join(folder, 'journal.jsonl'),
      Buffer.concat([journal, readFileSync(join(folder, 'journal.jsonl'))]),
    );

    expect(names(new Store(folder).list(THINGS))).toEqual(['b']);
  });
});

describe('the lock of a folder', () => {
  it('is refused while its process lives, and taken over when that is gone', () => {
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(`already (process ${process.pid})`);
    unlock();

    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, started: '1' }));
    lockFolder(folder)();
    // Its number went to another process.
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.pid, started: 'another time' }));
    lockFolder(folder)();
  });
});
