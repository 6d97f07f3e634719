type Listener = (added: readonly number[], removed: readonly number[]) => void;

/** Which fabrics the views of the page ask for; two views may ask for the same one. */
export class Watched {
  readonly #counts = new Map<number, number>();
  readonly #listeners = new Set<Listener>();

  ids(): number[] {
    return [...this.#counts.keys()];
  }

  /** Returns the function that ends the wish. */
  watch(ids: readonly number[]): () => void {
    const mine = [...new Set(ids)];
    const added = mine.filter((id) => !this.#counts.has(id));
    for (const id of mine) this.#counts.set(id, (this.#counts.get(id) ?? 0) + 1);
    this.#tell(added, []);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const removed = mine.filter((id) => this.#counts.get(id) === 1);
      for (const id of mine) this.#counts.set(id, (this.#counts.get(id) ?? 1) - 1);
      for (const id of removed) this.#counts.delete(id);
      this.#tell([], removed);
    };
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #tell(added: readonly number[], removed: readonly number[]): void {
    if (added.length === 0 && removed.length === 0) return;
    for (const listener of this.#listeners) listener(added, removed);
  }
}
