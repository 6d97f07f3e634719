import type { FieldChange, JsonValue } from '#server/domain/resource.ts';
import { pathText } from './path-text.ts';
import type { Plan } from './plan-types.ts';

const LONGEST_VALUE_CHARACTERS = 100;

function shown(change: FieldChange, side: 'desired' | 'live'): string {
  const value: JsonValue | undefined = change[side];
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > LONGEST_VALUE_CHARACTERS ? `${text.slice(0, LONGEST_VALUE_CHARACTERS - 1)}…` : text;
}

/** "the cluster changed 1001 to 1002": what stands there though something else was written. */
export const alteredText = (change: FieldChange): string =>
  `the cluster changed ${shown(change, 'desired')} to ${shown(change, 'live')}`;

/** Why nothing is written again. @param first of the changes */
export const alteredReason = (first: FieldChange): string =>
  `${alteredText(first)} (${pathText(first.path)}) when it was written; it is not written again before the desired state or the object changes`;

/**
 * Marks what still differs right after our own write, with nobody else's in between: it was the cluster itself that changed the
 * values, and it would again. Kept with its fingerprints, such an object is said in every run, and written in none.
 * @param wrote the resourceVersion that our write gave an object; null = it was not written
 */
export function markAltered(after: Plan, wrote: (key: string) => string | null): Plan {
  const items = after.items.map((item) => {
    const isOurWrite = item.live !== null && wrote(item.key) === item.live.resourceVersion;
    return isOurWrite && item.action === 'update' && item.drift === 'drifted'
      ? { ...item, altered: true as const }
      : item;
  });
  return { ...after, items };
}
