/** One line of the table. Times in seconds, unless the work says otherwise. */
export interface Row {
  readonly work: string;
  readonly goal: string;
  readonly ours: number;
  /** What ours is compared with; null where the goal is a number by itself. */
  readonly reference: number | null;
  readonly ratio: number | null;
  readonly ok: boolean;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Between the two nearest where it falls between. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [low = Number.NaN, high = low] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
}

/** Ours against a reference: a goal of at most so many times the reference. */
export function atMost(work: string, goal: string, limit: number, ours: number, reference: number): Row {
  const ratio = ours / reference;
  return { work, goal, ours, reference, ratio, ok: ratio <= limit };
}

/** A goal that is a number by itself. */
export function under(work: string, goal: string, limit: number, ours: number): Row {
  return { work, goal, ours, reference: null, ratio: null, ok: ours <= limit };
}

/** A goal that is a number by itself; the reference says what of ours is the machine's. */
export const beside = (work: string, goal: string, limit: number, ours: number, reference: number): Row => ({
  ...under(work, goal, limit, ours),
  reference,
  ratio: ours / reference,
});

export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

/**
 * Takes each contender's time once a round, in an order that turns with the rounds: what is done to the machine meanwhile, and what
 * one leaves behind for the next, falls on all alike.
 */
export async function sideBySide<Name extends string>(
  rounds: number,
  contenders: Readonly<Record<Name, (round: number) => Promise<number>>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contenders) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length];
      if (name !== undefined) times[name].push(await contenders[name](round));
    }
  }
  return times;
}
