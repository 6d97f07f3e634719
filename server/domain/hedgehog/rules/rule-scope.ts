import { pathText } from '#server/domain/plan/path-text.ts';
import { resourceKey, type ResourceIdentity } from '#server/domain/resource.ts';
import type { KindName } from '#server/domain/hedgehog/kinds.ts';
import type { FieldPath, Rule, RuleFinding, RuleObject } from './rule.ts';

/** Everything a rule may look at, and where it says what it found. */
export interface RuleScope {
  /** Desired and live objects of a kind. */
  of(kind: KindName): readonly RuleObject[];
  /** Desired objects of a kind: those that can be wrong. */
  desired(kind: KindName): readonly RuleObject[];
  every(): Iterable<RuleObject>;
  /** An object that another names, in the same namespace; undefined = unknown, and the rule says nothing. */
  find(from: ResourceIdentity, kind: KindName, name: string): RuleObject | undefined;
  /** Findings about live objects are dropped: nobody is about to write those. */
  report(object: RuleObject, rule: Rule, path: FieldPath, message: string): void;
}

/** The first of several objects with one identity counts. */
export function createRuleScope(objects: Iterable<RuleObject>, findings: RuleFinding[]): RuleScope {
  const known = new Map<string, RuleObject>();
  const kinds = new Map<string, { readonly all: RuleObject[]; readonly desired: RuleObject[] }>();
  for (const object of objects) {
    const key = resourceKey(object);
    if (known.has(key)) continue;
    known.set(key, object);
    const kind = kinds.get(object.kind) ?? { all: [], desired: [] };
    kinds.set(object.kind, kind);
    kind.all.push(object);
    if (object.desired) kind.desired.push(object);
  }
  return {
    of: (kind) => kinds.get(kind)?.all ?? [],
    desired: (kind) => kinds.get(kind)?.desired ?? [],
    every: () => known.values(),
    find: ({ namespace }, kind, name) => known.get(resourceKey({ kind, namespace, name })),
    report({ kind, namespace, name, desired }, rule, path, message) {
      if (!desired) return;
      const { id, severity, source } = rule;
      findings.push({
        identity: { kind, namespace, name },
        field: pathText(path),
        rule: id,
        severity,
        message,
        source,
      });
    },
  };
}
