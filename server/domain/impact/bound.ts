import type { ImpactStatement } from '#server/domain/wire/plan.ts';
import { count, names, naturalKey, sorted } from './phrases.ts';
import type { Effect, Statement } from './statement.ts';

/** Sentences of one effect on one kind beyond this are told together. */
const MOST_OF_A_SORT = 40;
const MOST_CAUSES = 50;

const EFFECTS: readonly Effect[] = ['loses', 'changes', 'gains'];
const VERBS: Record<Effect, readonly [string, string]> = {
  loses: ['loses something', 'lose something'],
  changes: ['changes', 'change'],
  gains: ['gains something', 'gain something'],
};
/** What is nearest to users of the network first. */
const KINDS: readonly string[] = [
  'Server',
  'VPC',
  'External',
  'Gateway',
  'Switch',
  'Connection',
  'IPv4Namespace',
  'VLANNamespace',
];
const rank = (of: readonly string[], what: string): number =>
  of.includes(what) ? of.indexOf(what) : of.length;

const bounded = (causes: Iterable<string>): string[] => sorted(causes).slice(0, MOST_CAUSES);

/** `VPC` → `VPCs`, `Switch` → `Switches`. */
const manyOf = (kind: string): string => (kind.endsWith('ch') ? `${kind}es` : `${kind}s`);

function told(kind: string, effect: Effect, rest: readonly Statement[]): Statement {
  const subjects = new Set(rest.map(({ name }) => name));
  const verb = VERBS[effect][subjects.size === 1 ? 0 : 1];
  return {
    kind,
    name: sorted(subjects)[0] ?? '',
    effect,
    text: `${count(subjects.size, `more ${kind}`, `more ${manyOf(kind)}`)} ${verb}: ${names(subjects)}`,
    causes: rest.flatMap(({ causes }) => [...causes]),
  };
}

/**
 * In the order of weight (what is lost, what changes, what is gained; servers first), each sentence once, and few
 * enough to be read: of one sort the first forty, the rest counted. Causes of one sentence are bounded as well.
 */
export function boundStatements(statements: readonly Statement[]): ImpactStatement[] {
  const byText = new Map<string, Statement>();
  for (const statement of statements) {
    const same = byText.get(statement.text);
    const causes = [...(same?.causes ?? []), ...statement.causes];
    byText.set(statement.text, { ...(same ?? statement), causes });
  }
  const inOrder = [...byText.values()]
    .map((statement) => ({
      statement,
      ranks: [rank(EFFECTS, statement.effect), rank(KINDS, statement.kind)] as const,
      key: [statement.kind, statement.name, statement.text].map((text) => naturalKey(text)).join('\n'),
    }))
    .toSorted(
      (a, b) =>
        a.ranks[0] - b.ranks[0] || a.ranks[1] - b.ranks[1] || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
    )
    .map(({ statement }) => statement);
  const sorts = Map.groupBy(inOrder, ({ effect, kind }) => `${effect} ${kind}`);
  return [...sorts.values()].flatMap((sort) => {
    const shown = sort.slice(0, sort.length > MOST_OF_A_SORT + 1 ? MOST_OF_A_SORT : sort.length);
    const rest = sort.slice(shown.length);
    const [first] = rest;
    const all = first === undefined ? shown : [...shown, told(first.kind, first.effect, rest)];
    return all.map(({ kind, name, effect, text, causes }) => ({
      subject_kind: kind,
      subject_name: name,
      effect,
      text,
      causes: bounded(causes),
    }));
  });
}
