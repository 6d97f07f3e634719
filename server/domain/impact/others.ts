import { isObject, listAt, valueAt } from '#server/domain/hedgehog/json.ts';
import type { JsonValue } from '#server/domain/resource.ts';
import { named } from './dependants.ts';
import { join, names, otherFields, words } from './phrases.ts';
import type { Effect, Statement } from './statement.ts';
import type { Change, Node, World, Worlds } from './worlds.ts';

/** Where a pool keeps its ranges, as "10.0.0.0/16" or "1000-2999". */
const POOLS: Readonly<
  Record<string, { readonly field: string; readonly word: (entry: JsonValue) => string }>
> = {
  IPv4Namespace: { field: 'subnets', word: words },
  VLANNamespace: {
    field: 'ranges',
    word: (entry) => {
      if (!isObject(entry)) return words(entry);
      const [from, to] = [valueAt(entry, ['from']), valueAt(entry, ['to'])];
      return to === undefined || to === from ? words(from) : `${words(from)}-${words(to)}`;
    },
  },
};

function users(world: World, change: Change): string {
  const of = (kind: 'VPC' | 'Switch' | 'External' | 'Gateway' | 'GatewayPeering'): ReadonlySet<string> =>
    new Set(world.referrers(change, kind).map(({ name }) => name));
  const parts = [
    named(of('VPC'), 'VPC', 'VPCs'),
    named(of('External'), 'external', 'externals'),
    named(of('Switch'), 'switch', 'switches'),
    named(of('Gateway'), 'gateway', 'gateways'),
    named(of('GatewayPeering'), 'gateway peering', 'gateway peerings'),
  ].filter(Boolean);
  return parts.length === 0 ? 'nothing uses it' : `used by ${join(parts)}`;
}

/** Address pools, groups, servers and gateways: what they come, go or change with, and who uses them. */
export function otherStatements(change: Change, worlds: Worlds): Statement[] {
  const { before, after, kind, name, key } = change;
  const say = (effect: Effect, text: string): Statement => ({ kind, name, effect, text, causes: [key] });
  const pool = Object.hasOwn(POOLS, kind) ? POOLS[kind] : undefined;
  const ranges = (node: Node): string[] =>
    pool === undefined ? [] : listAt(node.spec, pool.field).map((entry) => pool.word(entry));
  if (before === undefined) {
    if (after === undefined) return [];
    const has = ranges(after);
    return [say('gains', `${kind} ${name} is new${has.length === 0 ? '' : `: ${names(has)}`}`)];
  }
  if (after === undefined) return [say('loses', `${kind} ${name} goes; ${users(worlds.before, change)}`)];
  if (pool === undefined) return changed(change, before, after, users(worlds.before, change));
  const [was, is] = [ranges(before), ranges(after)];
  const gone = was.filter((range) => !is.includes(range));
  const come = is.filter((range) => !was.includes(range));
  const statements: Statement[] = [];
  const rest = users(worlds.before, change);
  if (gone.length > 0 && come.length > 0) {
    statements.push(say('changes', `${kind} ${name} has ${names(come)} instead of ${names(gone)}; ${rest}`));
  } else if (gone.length > 0) statements.push(say('loses', `${kind} ${name} loses ${names(gone)}; ${rest}`));
  else if (come.length > 0) statements.push(say('gains', `${kind} ${name} gains ${names(come)}; ${rest}`));
  return statements;
}

/** Fields that only people read. */
const SILENT: ReadonlySet<string> = new Set(['description', 'logs', 'profiling']);

function changed({ kind, name, key }: Change, before: Node, after: Node, rest: string): Statement[] {
  const fields = otherFields(before.spec, after.spec, (field) => SILENT.has(field));
  if (fields.length === 0) return [];
  const text = `${kind} ${name} changes ${names(fields)}; ${rest}`;
  return [{ kind, name, effect: 'changes', text, causes: [key] }];
}
