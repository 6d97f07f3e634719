import type { FieldPath, RuleObject } from './rule.ts';

/** A place in an object that holds a value which only one object may have. */
export interface Holder {
  readonly object: RuleObject;
  readonly path: FieldPath;
}

/** Holders by the value they hold. */
export type Holders<T extends Holder> = Map<string, T[]>;

export function hold<T extends Holder>(holders: Holders<T>, value: string, holder: T): void {
  const others = holders.get(value);
  if (others === undefined) holders.set(value, [holder]);
  else others.push(holder);
}

/** Calls `meet` for every holder of a value that another object holds too, naming one of the others. */
export function eachShared<T extends Holder>(
  holders: Holders<T>,
  meet: (holder: T, other: T, value: string) => void,
): void {
  for (const [value, group] of holders) {
    const [first] = group;
    const second = group.find(({ object }) => object !== first?.object);
    if (first === undefined || second === undefined) continue;
    for (const holder of group) meet(holder, holder.object === first.object ? second : first, value);
  }
}
