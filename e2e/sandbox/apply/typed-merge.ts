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

/**
 * The order of a merged list: that of the configuration, with items that only the live list has kept where they were among the shared
 * ones. Follows the API server's own walk step by step, because the order is visible.
 */
function mergedOrder(live: string[], config: string[]): string[] {
  const configured = new Set(config);
  const shared = config.filter((element) => live.includes(element));
  const order: string[] = [];
  const taken = new Set<string>();
  const take = (element: string) => {
    order.push(element);
    taken.add(element);
    if (element === shared[0]) shared.shift();
  };
  let at = 0;
  let configAt = 0;
  while (at < live.length || configAt < config.length) {
    const mine = live[at];
    const theirs = config[configAt];
    if (mine !== undefined && mine === theirs) {
      take(mine);
      at += 1;
      configAt += 1;
    } else if (mine !== undefined && theirs !== undefined && configured.has(mine) && mine !== shared[0]) {
      // Shared, and its turn comes later.
      at += 1;
    } else if (mine !== undefined && !configured.has(mine)) {
      order.push(mine);
      at += 1;
    } else {
      if (mine !== undefined && taken.has(mine)) at += 1;
      if (theirs !== undefined) take(theirs);
      configAt += 1;
    }
  }
  return order;
}
