import type { Database } from '#db/client.ts';
import type { LiveMessage } from '#server/domain/wire/live.ts';
import { endMessages, stateMessages } from '#server/live/live-messages.ts';
import type { Hub, Subscriber } from '#server/live/hub.ts';
import { mayHear } from '#server/live/may-hear.ts';
import type { FabricNotice } from '#server/live/read-notice.ts';
import type { Log } from '#server/log.ts';

/** At most four times a second for one fabric: a run may report progress far more often. */
const MIN_GAP_MS = 250;
const RETRY_MS = 1_000;

/** What a fabric's watchers are owed. */
interface Owed {
  /** Everybody in the room, beside those in `to`. */
  toAll: boolean;
  readonly to: Set<Subscriber>;
  readonly endedRuns: Set<number>;
  /** performance.now() before which nothing is sent. */
  due: number;
}

/**
 * Turns notices into messages. Notices say only "look again": the rows are read when the messages are made, one query for
 * all fabrics that are due, and never two at once, so that no older state is sent after a newer one.
 */
export class Relay {
  readonly #db: Database;
  readonly #hub: Hub;
  readonly #log: Log;
  readonly #owed = new Map<number, Owed>();
  readonly #sentAt = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;
  #closed = false;

  constructor(deps: { readonly db: Database; readonly hub: Hub; readonly log: Log }) {
    this.#db = deps.db;
    this.#hub = deps.hub;
    this.#log = deps.log;
  }

  onNotice(notice: FabricNotice): void {
    if (notice.t === 'notice') return this.#tellOfNotice(notice.id);
    if (this.#hub.room(notice.id) === undefined) return;
    const owed = this.#owe(notice.id);
    owed.toAll = true;
    if (notice.t === 'ended') owed.endedRuns.add(notice.run);
    this.#schedule();
  }

  /** Brings one subscriber to the present state of fabrics. */
  present(subscriber: Subscriber, fabricIds: readonly number[]): void {
    for (const id of fabricIds) this.#owe(id).to.add(subscriber);
    this.#schedule();
  }

  /** Brings everybody to the present state: notices may have been missed. */
  presentAll(): void {
    for (const id of this.#hub.fabricIds()) this.#owe(id).toAll = true;
    this.#schedule();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#flushing;
  }

  /** It carries nothing but "look again", and is rare: no row is read, and nothing is waited for. */
  #tellOfNotice(fabricId: number): void {
    const payload = { fabric_id: fabricId, timestamp: new Date().toISOString() };
    const message: LiveMessage = { type: 'notice.changed', payload };
    for (const subscriber of this.#hub.subscribers()) {
      if (subscriber.hearsNotices === true) tell(subscriber, fabricId, [message]);
    }
  }

  #owe(fabricId: number): Owed {
    const existing = this.#owed.get(fabricId);
    if (existing !== undefined) return existing;
    const due = (this.#sentAt.get(fabricId) ?? Number.NEGATIVE_INFINITY) + MIN_GAP_MS;
    const owed: Owed = { toAll: false, to: new Set(), endedRuns: new Set(), due };
    this.#owed.set(fabricId, owed);
    return owed;
  }

  #schedule(): void {
    if (this.#closed || this.#flushing !== undefined || this.#owed.size === 0) return;
    let earliest = Number.POSITIVE_INFINITY;
    for (const { due } of this.#owed.values()) earliest = Math.min(earliest, due);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#startFlush(), Math.max(0, earliest - performance.now()));
  }

  #startFlush(): void {
    if (this.#flushing !== undefined) return;
    this.#flushing = this.#flush().finally(() => {
      this.#flushing = undefined;
      this.#schedule();
    });
  }

  async #flush(): Promise<void> {
    const now = performance.now();
    const due = [...this.#owed].filter(([, owed]) => owed.due <= now);
    for (const [id] of due) this.#owed.delete(id);
    try {
      const states = await stateMessages(
        this.#db,
        due.map(([id]) => id),
      );
      const ends = await endMessages(
        this.#db,
        due.flatMap(([, { endedRuns }]) => [...endedRuns]),
      );
      for (const [id, owed] of due) {
        const toOne = states.get(id) ?? [];
        const toRoom = [...toOne, ...[...owed.endedRuns].flatMap((run) => ends.get(run) ?? [])];
        this.#deliver(id, owed, toRoom, toOne);
        this.#noteSent(id);
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'live updates could not be read; trying again');
      this.#oweAgain(due);
    }
  }

  #deliver(
    fabricId: number,
    owed: Owed,
    toRoom: readonly LiveMessage[],
    toOne: readonly LiveMessage[],
  ): void {
    if (owed.toAll) {
      for (const subscriber of this.#hub.room(fabricId) ?? []) tell(subscriber, fabricId, toRoom);
      return;
    }
    for (const subscriber of owed.to) {
      if (this.#hub.isSubscribed(subscriber, fabricId)) tell(subscriber, fabricId, toOne);
    }
  }

  #noteSent(fabricId: number): void {
    const now = performance.now();
    this.#sentAt.delete(fabricId);
    this.#sentAt.set(fabricId, now);
    // What came while this was read and sent knew only of the time before.
    const owed = this.#owed.get(fabricId);
    if (owed !== undefined) owed.due = Math.max(owed.due, now + MIN_GAP_MS);
    // Oldest first, since each entry is put at the end: what is past its gap is no longer needed.
    for (const [id, at] of this.#sentAt) {
      if (now - at <= MIN_GAP_MS) break;
      this.#sentAt.delete(id);
    }
  }

  #oweAgain(due: readonly (readonly [number, Owed])[]): void {
    for (const [id, failed] of due) {
      const owed = this.#owe(id);
      owed.toAll ||= failed.toAll;
      for (const subscriber of failed.to) owed.to.add(subscriber);
      for (const run of failed.endedRuns) owed.endedRuns.add(run);
      owed.due = performance.now() + RETRY_MS;
    }
  }
}

/** The only way out: nobody is told of a fabric that he may not view. */
function tell(subscriber: Subscriber, fabricId: number, messages: readonly LiveMessage[]): void {
  if (!mayHear(subscriber, fabricId)) return;
  for (const message of messages) subscriber.send(message);
}
