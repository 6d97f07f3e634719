import { isEqual } from '#server/domain/plan/is-equal.ts';
import type { JsonObject, JsonValue } from '#server/domain/resource.ts';

/** Names beyond this are counted, not listed. */
export const NAMES_LISTED = 5;

/** Digits of a run of digits, filled up: "leaf-10" comes after "leaf-9". */
const DIGITS = 10;

/** What a name or a sentence is sorted by. */
export function naturalKey(text: string): string {
  return text.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(DIGITS, '0'));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
export const byName = (a: string, b: string): number =>
  compare(naturalKey(a), naturalKey(b)) || compare(a, b);

/** Texts once each, in natural order. */
export function sorted(of: Iterable<string>): string[] {
  const once = [...new Set(of)];
  if (once.length < 2) return once;
  return once
    .map((text) => ({ text, key: naturalKey(text) }))
    .toSorted((a, b) => compare(a.key, b.key) || compare(a.text, b.text))
    .map(({ text }) => text);
}

/** "a", "a and b", "a, b and c". */
export function join(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** Names once each, in natural order, the first few in full: "server-01, server-02 and 10 more". */
export function names(of: Iterable<string>, most = NAMES_LISTED): string {
  const all = sorted(of);
  // "and 1 more" is longer than the name it hides.
  if (all.length <= most + 1) return join(all);
  return `${all.slice(0, most).join(', ')} and ${all.length - most} more`;
}

export function count(n: number, word: string, many = `${word}s`): string {
  return `${n} ${n === 1 ? word : many}`;
}

/** A value inside a sentence; null where there is none to speak of. */
export function words(value: JsonValue | undefined): string {
  if (value === undefined || value === null || value === '') return 'none';
  if (typeof value === 'object') {
    const text = JSON.stringify(value);
    return text.length > 120 ? `${text.slice(0, 119)}…` : text;
  }
  return String(value);
}

/** "ASN from 65101 to 65111", "ASN 65111 (was not set)", "ASN 65101 removed". */
export function fromTo(what: string, before: JsonValue | undefined, after: JsonValue | undefined): string {
  if (before === undefined) return `${what} to ${words(after)} (was not set)`;
  if (after === undefined) return `${what} from ${words(before)} to the default`;
  return `${what} from ${words(before)} to ${words(after)}`;
}

/** The members in which two specs differ, by the names that the vendor gives them. */
export function otherFields(
  before: JsonObject,
  after: JsonObject,
  told: (field: string) => boolean,
): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => !told(field) && !isEqual(before[field] ?? null, after[field] ?? null))
    .map((field) => (/^\w+$/.test(field) ? field : JSON.stringify(field)));
}
