import { isObject } from '../json.ts';
import type { Json } from '../json.ts';

const STEP = /\.((?:[^.[\\]|\\.)+)|\[['"]?([^\]'"]*)['"]?\]/g;

/** The value at a printer column's simple path: `.spec.a`, `.metadata.labels.a\.b/c`, `.status.list[0]`, `.status.conditions[?(@.type=="Applied")].status`. */
export function readPath(value: Json, path: string): Json | undefined {
  let at: Json | undefined = value;
  for (const [step, field, bracket = ''] of path.replaceAll(FILTER, markFilter).matchAll(STEP)) {
    if (at === undefined) return undefined;
    if (field !== undefined) at = isObject(at) ? at[field.replaceAll('\\', '')] : undefined;
    else if (bracket.startsWith('?')) at = filtered(at, bracket);
    else if (Array.isArray(at)) at = /^\d+$/.test(bracket) ? at[Number(bracket)] : at[0];
    else at = isObject(at) && step.includes(bracket) ? at[bracket] : undefined;
  }
  return at;
}

const FILTER = /\[\?\(@\.(\w+)\s*==\s*["']([^"']*)["']\)\]/g;

function markFilter(_all: string, field: string, value: string): string {
  return `[?${field}=${value}]`;
}

function filtered(list: Json, mark: string): Json | undefined {
  const [, field = '', value = ''] = /^\?(\w+)=(.*)$/.exec(mark) ?? [];
  return Array.isArray(list) ? list.find((item) => isObject(item) && item[field] === value) : undefined;
}
