import { isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Schema } from '../schema/structural-schema.ts';
import { ANY_SCHEMA, atomOf, fieldSchema, isEmptyContainer, listItems } from './typed-schema.ts';
import type { Atom } from './typed-schema.ts';

/** Lays a configuration over the live object: its leaves win, nothing is removed. Undefined when nothing remains. */
export function mergeTyped(
  schema: Schema,
  live: Json | undefined,
  config: Json | undefined,
): Json | undefined {
  if (config === undefined) return live;
  const atom = atomOf(schema, config, live);
  if (atom.kind === 'scalar') return config;
  if (isEmptyContainer(live) && isEmptyContainer(config)) return config;
  if (atom.kind === 'map') return mergeMap(atom, live, config);
  return mergeList(atom, live, config);
}

function mergeMap(atom: Atom & { kind: 'map' }, live: Json | undefined, config: Json): Json | undefined {
  if (atom.atomic || (!isObject(config) && config !== null)) return config;
  const base = isObject(live) ? live : {};
  const over = isObject(config) ? config : {};
  const merged: JsonObject = {};
  for (const key of new Set([...Object.keys(base), ...Object.keys(over)])) {
    const value = mergeTyped(fieldSchema(atom, key) ?? ANY_SCHEMA, base[key], over[key]);
    if (value !== undefined) merged[key] = value;
  }
  return Object.keys(merged).length > 0 ? merged : undefined;
}

function mergeList(atom: Atom & { kind: 'list' }, live: Json | undefined, config: Json): Json | undefined {
  if (atom.relation === 'atomic' || (!Array.isArray(config) && config !== null)) return config;
  const base = listItems(atom, live);
  const over = listItems(atom, config);
  const before = new Map(base);
  const after = new Map(over);
  const merged = mergedOrder(
    base.map(([element]) => element),
    over.map(([element]) => element),
  ).flatMap((element) => mergeTyped(atom.item, before.get(element), after.get(element)) ?? []);
  return merged.length > 0 ? merged : undefined;
}

/** The configuration's order rules; items that only the live list has keep their place before the next shared one. */
function mergedOrder(base: string[], over: string[]): string[] {
  const configured = new Set(over);
  const shared = over.filter((element) => base.includes(element));
  const order: string[] = [];
  let at = 0;
  let sharedAt = 0;
  for (const element of over) {
    if (element === shared[sharedAt]) {
      at = takeUpTo(base, at, element, configured, order);
      sharedAt += 1;
    }
    order.push(element);
  }
  takeUpTo(base, at, undefined, configured, order);
  return order;
}

function takeUpTo(
  base: string[],
  from: number,
  end: string | undefined,
  skip: ReadonlySet<string>,
  order: string[],
): number {
  const stop = end === undefined ? base.length : base.indexOf(end);
  if (stop < from) return from;
  order.push(...base.slice(from, stop).filter((element) => !skip.has(element)));
  return stop + 1;
}
