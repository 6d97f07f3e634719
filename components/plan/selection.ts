import type { PlanItemAnswer, SelectionInput } from '#server/domain/wire/plan.ts';

/** What is ticked: whole kinds, and single objects by `Kind/namespace/name`. */
export interface Ticked {
  readonly kinds: ReadonlySet<string>;
  readonly objects: ReadonlySet<string>;
}

export const NOTHING_TICKED: Ticked = { kinds: new Set(), objects: new Set() };
/** The API takes no more names. */
const MOST_NAMES = 1_000;

type Named = Pick<PlanItemAnswer, 'kind' | 'namespace' | 'name'>;

export const keyOf = ({ kind, namespace, name }: Named): string => `${kind}/${namespace}/${name}`;

function toggled(set: ReadonlySet<string>, value: string): ReadonlySet<string> {
  return set.has(value) ? new Set([...set].filter((each) => each !== value)) : new Set([...set, value]);
}

/** A tick of a kind stands for its objects, so theirs go. */
export function toggleKind(ticked: Ticked, kind: string): Ticked {
  return {
    kinds: toggled(ticked.kinds, kind),
    objects: new Set([...ticked.objects].filter((key) => !key.startsWith(`${kind}/`))),
  };
}

/** Taking one object out of a ticked kind leaves the others ticked. */
export function toggleObject(ticked: Ticked, item: Named, ofKind: readonly Named[]): Ticked {
  const key = keyOf(item);
  if (!ticked.kinds.has(item.kind)) return { ...ticked, objects: toggled(ticked.objects, key) };
  const others = ofKind.map(keyOf).filter((each) => each !== key);
  return { kinds: toggled(ticked.kinds, item.kind), objects: new Set([...ticked.objects, ...others]) };
}

export const isTicked = ({ kinds, objects }: Ticked, item: Named): boolean =>
  kinds.has(item.kind) || objects.has(keyOf(item));

export const tickedCount = ({ kinds, objects }: Ticked): number => kinds.size + objects.size;

/**
 * The selection that a plan is asked for. The API's conditions must all hold, so that kinds and single objects go together
 * only as names: then the objects of a ticked kind must all be known.
 * @param known the objects by kind that this page has
 * @param complete whether it has all of a kind
 * @returns null with nothing ticked; a sentence where it cannot be said
 */
export function selectionOf(
  { kinds, objects }: Ticked,
  known: (kind: string) => readonly Named[],
  complete: (kind: string) => boolean,
): SelectionInput | string | null {
  if (kinds.size + objects.size === 0) return null;
  if (objects.size === 0) return { kinds: [...kinds].toSorted() };
  const unknown = [...kinds].find((kind) => !complete(kind));
  if (unknown !== undefined)
    return `A plan this long takes whole kinds, or single objects, not both: ${unknown} is a whole kind`;
  const names = [...objects, ...[...kinds].flatMap((kind) => known(kind).map(keyOf))].toSorted();
  return names.length > MOST_NAMES ? `At most ${MOST_NAMES} objects: choose whole kinds` : { names };
}

/** "VPC", "vpc-1 and 2 more" */
export function selectionWords(selection: SelectionInput): string {
  const names = selection.names ?? [];
  const short = (name: string): string => name.split('/').at(-1) ?? name;
  const parts = [
    ...(selection.kinds ?? []),
    ...names.slice(0, 2).map(short),
    ...Object.entries(selection.labels ?? {}).map(([label, value]) => `${label}=${value}`),
  ];
  const more = names.length > 2 ? ` and ${names.length - 2} more` : '';
  return parts.join(', ') + more;
}
