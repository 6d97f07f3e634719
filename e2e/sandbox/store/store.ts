import { EventEmitter } from 'node:events';
import { objectAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { unforeseen } from '../http/status-error.ts';
import { EventLog } from './event-log.ts';
import type { ChangeEvent } from './event-log.ts';
import { Journal } from './journal.ts';
import type { JournalLine } from './journal.ts';
import { storedJson } from './stored-json.ts';

/** What etcd takes in one request; the API server lets larger bodies in, and fails here. */
const MOST_OBJECT_BYTES = 1.5 * 1024 * 1024;

/** Revisions start here, so that small numbers in tests are always of the past. */
const FIRST_REVISION = 100;

/** All objects of the cluster, in memory and in the journal, with one revision counter as etcd has it. */
export class Store {
  private readonly journal: Journal;
  private readonly collections = new Map<string, Map<string, JsonObject>>();
  private readonly sortedKeys = new Map<string, string[]>();
  private readonly emitter = new EventEmitter();
  readonly log: EventLog;
  private current = FIRST_REVISION;
  private count = 0;

  constructor(folder: string) {
    this.emitter.setMaxListeners(0);
    this.journal = new Journal(folder);
    for (const line of this.journal.load()) this.restore(line);
    this.log = new EventLog(this.current);
  }

  get revision(): number {
    return this.current;
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  get(collection: string, key: string): JsonObject | undefined {
    return this.collections.get(collection)?.get(key);
  }

  /** Objects in key order, those of one namespace or all. */
  list(collection: string, namespace = ''): JsonObject[] {
    const objects = this.collections.get(collection);
    if (!objects) return [];
    const prefix = `${namespace}/`;
    const keys = this.keysOf(collection, objects);
    const wanted = namespace === '' ? keys : keys.filter((key) => key.startsWith(prefix));
    return valuesOf(objects, wanted);
  }

  /** The list as it was at a revision; null when that is forgotten. */
  listAt(collection: string, revision: number): JsonObject[] | null {
    if (revision === this.current) return this.list(collection);
    const later = this.log.since(revision);
    if (!later) return null;
    const objects = new Map(this.collections.get(collection));
    for (const event of later.toReversed()) {
      if (event.collection !== collection) continue;
      if (event.before) objects.set(event.key, event.before);
      else objects.delete(event.key);
    }
    return valuesOf(objects, [...objects.keys()].toSorted());
  }

  /** Stores an object under the next revision, which it gets as its resourceVersion. */
  put(collection: string, key: string, object: JsonObject): JsonObject {
    const revision = this.current + 1;
    const stored = withRevision(object, revision);
    if (Buffer.byteLength(storedJson(stored)) > MOST_OBJECT_BYTES) {
      throw unforeseen('etcdserver: request is too large');
    }
    const before = this.get(collection, key) ?? null;
    this.commit({ revision, collection, key, object: stored });
    this.announce({ revision, collection, key, before, after: stored, last: null });
    return stored;
  }

  remove(collection: string, key: string): JsonObject | undefined {
    const before = this.get(collection, key);
    if (!before) return undefined;
    const revision = this.current + 1;
    const last = withRevision(before, revision);
    this.commit({ revision, collection, key, object: null });
    this.announce({ revision, collection, key, before, after: null, last });
    return last;
  }

  /** Calls back for each change of a collection (`*`: of all), in order, until the returned function is called. */
  subscribe(collection: string, listener: (event: ChangeEvent) => void): () => void {
    this.emitter.on(collection, listener);
    return () => this.emitter.off(collection, listener);
  }

  close(): void {
    this.journal.close();
  }

  private commit(line: JournalLine): void {
    this.journal.append(line);
    this.restore(line);
    if (this.journal.isLong(this.count)) this.journal.fold(this.living(), this.current);
  }

  private announce(event: ChangeEvent): void {
    this.log.append(event);
    this.emitter.emit(event.collection, event);
    this.emitter.emit('*', event);
  }

  private restore({ revision, collection, key, object }: JournalLine): void {
    this.current = Math.max(this.current, revision);
    if (collection === '') return;
    let objects = this.collections.get(collection);
    if (!objects) this.collections.set(collection, (objects = new Map()));
    if (object && !objects.has(key)) {
      this.count += 1;
      this.sortedKeys.delete(collection);
    }
    if (object) objects.set(key, object);
    else if (objects.delete(key)) {
      this.count -= 1;
      this.sortedKeys.delete(collection);
    }
  }

  private keysOf(collection: string, objects: Map<string, JsonObject>): string[] {
    let keys = this.sortedKeys.get(collection);
    if (!keys) this.sortedKeys.set(collection, (keys = [...objects.keys()].toSorted()));
    return keys;
  }

  private *living(): Iterable<JournalLine> {
    for (const [collection, objects] of this.collections) {
      for (const [key, object] of objects) {
        yield { revision: Number(objectAt(object, 'metadata')['resourceVersion']), collection, key, object };
      }
    }
  }
}

function valuesOf(objects: Map<string, JsonObject>, keys: string[]): JsonObject[] {
  return keys.map((key) => objects.get(key)).filter((object) => object !== undefined);
}

function withRevision(object: JsonObject, revision: number): JsonObject {
  return { ...object, metadata: { ...objectAt(object, 'metadata'), resourceVersion: String(revision) } };
}
