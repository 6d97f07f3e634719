import type { SignedIn } from '#server/auth/actor.ts';
import type { Outgoing } from '#server/live/outgoing.ts';

/** A connection that wants to know about fabrics, whatever it is made of. */
export interface Subscriber {
  /** Who is behind it; replaced whenever that is asked again. */
  signedIn: SignedIn;
  /** Hears of all notices, also of fabrics that it does not watch. */
  readonly hearsNotices?: boolean;
  /** Sends, or drops the connection when it reads too slowly. */
  send(message: Outgoing): void;
  /** Ends the connection because its sign-in ended. */
  expire(): void;
}

/** Who wants to know about which fabric, in this process. */
export class Hub {
  readonly #rooms = new Map<number, Set<Subscriber>>();
  readonly #fabrics = new Map<Subscriber, Set<number>>();

  add(subscriber: Subscriber): void {
    this.#fabrics.set(subscriber, new Set());
  }

  remove(subscriber: Subscriber): void {
    this.unsubscribe(subscriber, [...(this.#fabrics.get(subscriber) ?? [])]);
    this.#fabrics.delete(subscriber);
  }

  /** Nothing happens for a connection that is gone. */
  subscribe(subscriber: Subscriber, fabricIds: readonly number[]): void {
    const own = this.#fabrics.get(subscriber);
    if (own === undefined) return;
    for (const id of fabricIds) {
      own.add(id);
      const room = this.#rooms.get(id);
      if (room === undefined) this.#rooms.set(id, new Set([subscriber]));
      else room.add(subscriber);
    }
  }

  unsubscribe(subscriber: Subscriber, fabricIds: readonly number[]): void {
    for (const id of fabricIds) {
      this.#fabrics.get(subscriber)?.delete(id);
      const room = this.#rooms.get(id);
      room?.delete(subscriber);
      if (room?.size === 0) this.#rooms.delete(id);
    }
  }

  room(fabricId: number): ReadonlySet<Subscriber> | undefined {
    return this.#rooms.get(fabricId);
  }

  isSubscribed(subscriber: Subscriber, fabricId: number): boolean {
    return this.#fabrics.get(subscriber)?.has(fabricId) ?? false;
  }

  subscriptionsOf(subscriber: Subscriber): number {
    return this.#fabrics.get(subscriber)?.size ?? 0;
  }

  fabricIds(): number[] {
    return [...this.#rooms.keys()];
  }

  subscribers(): Subscriber[] {
    return [...this.#fabrics.keys()];
  }
}
