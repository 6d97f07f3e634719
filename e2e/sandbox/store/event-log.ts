import type { JsonObject } from '../json.ts';

/** One change of one object. `before` is null for a created object, `after` for a deleted one. */
export interface ChangeEvent {
  revision: number;
  /** `<group>/<plural>`. */
  collection: string;
  /** `<namespace>/<name>`, the namespace empty for cluster-wide kinds. */
  key: string;
  before: JsonObject | null;
  /** For a deleted object: as it was last, with the revision of the deletion. */
  last: JsonObject | null;
  after: JsonObject | null;
}

/** How many changes can be watched or listed again; older ones are answered with 410. */
const MOST_EVENTS = 20_000;

/** The recent past, so that watches can resume and lists can go on where they were. */
export class EventLog {
  private events: ChangeEvent[] = [];
  /** Everything after this revision is known. */
  private floor: number;

  constructor(floor: number) {
    this.floor = floor;
  }

  get oldest(): number {
    return this.floor;
  }

  append(event: ChangeEvent): void {
    this.events.push(event);
    if (this.events.length < 2 * MOST_EVENTS) return;
    this.forget(this.events[this.events.length - MOST_EVENTS - 1]?.revision ?? this.floor);
  }

  /** Forgets the past up to and with a revision. */
  forget(revision: number): void {
    this.events = this.events.slice(this.firstAfter(revision));
    this.floor = Math.max(this.floor, revision);
  }

  /** The changes after a revision, oldest first; null when some of them are forgotten. */
  since(revision: number): ChangeEvent[] | null {
    return revision < this.floor ? null : this.events.slice(this.firstAfter(revision));
  }

  private firstAfter(revision: number): number {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.events[middle]?.revision ?? 0) > revision) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
