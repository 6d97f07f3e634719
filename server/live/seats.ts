/** A person with many tabs and scripts; sockets of one user in one process. */
const MAX_SOCKETS_A_USER = 100;

/** Counts the sockets of each user, so that one cannot take the process from all others. */
export class Seats {
  readonly #taken = new Map<string, number>();

  /** @returns how to give the seat back, any number of times; null when the user has as many as may be */
  take(userId: string): (() => void) | null {
    const taken = this.#taken.get(userId) ?? 0;
    if (taken >= MAX_SOCKETS_A_USER) return null;
    this.#taken.set(userId, taken + 1);
    let held = true;
    return () => {
      if (held) this.#leave(userId);
      held = false;
    };
  }

  #leave(userId: string): void {
    const left = (this.#taken.get(userId) ?? 0) - 1;
    if (left > 0) this.#taken.set(userId, left);
    else this.#taken.delete(userId);
  }
}
