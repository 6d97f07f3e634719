import type { JsonObject, JsonValue } from '#server/domain/resource.ts';
import { isObject, valueAt } from './json.ts';

/** What one column of a kind's table shows, from the spec; '' where there is nothing. */
export type ColumnValue = (spec: JsonObject) => string;

function word(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** `{from: 1000, to: 2999}` → "1000-2999"; an element that is known by a name or prefix → that. */
function element(value: JsonValue): string {
  if (!isObject(value)) return word(value);
  if (value['from'] !== undefined) return `${word(value['from'])}-${word(value['to'] ?? value['from'])}`;
  return word(value['name'] ?? value['prefix'] ?? value);
}

export const text =
  (...path: string[]): ColumnValue =>
  (spec) =>
    word(valueAt(spec, path));

export const bool =
  (...path: string[]): ColumnValue =>
  (spec) =>
    valueAt(spec, path) === true ? 'yes' : '';

export const items =
  (...path: string[]): ColumnValue =>
  (spec) => {
    const list = valueAt(spec, path);
    return Array.isArray(list) ? list.map((entry: JsonValue) => element(entry)).join(', ') : '';
  };

export const keys =
  (...path: string[]): ColumnValue =>
  (spec) => {
    const map = valueAt(spec, path);
    return isObject(map) ? Object.keys(map).toSorted().join(', ') : '';
  };

/** The two VPCs of a VPCPeering, which stand as keys in its permit list. */
export const peeringVpcs: ColumnValue = (spec) => {
  const permit = spec['permit'];
  const names = Array.isArray(permit)
    ? permit.flatMap((entry: JsonValue) => (isObject(entry) ? Object.keys(entry) : []))
    : [];
  return [...new Set(names)].toSorted().join(', ');
};
