import { checkRules } from '#server/domain/hedgehog/rules.ts';
import type { RuleFinding } from '#server/domain/hedgehog/rules/rule.ts';
import type { Plan, PlanFinding } from '#server/domain/plan/plan-types.ts';
import { resourceKey, type DesiredResource, type LiveResource } from '#server/domain/resource.ts';

/** A finding as a run settles it. */
export type SettledFinding = Pick<PlanFinding, 'severity' | 'key' | 'identity' | 'field' | 'message'>;

/** An object with everything wrong at once still has a message that people read to its end. */
const MOST_TOLD = 5;

function byObject(findings: readonly RuleFinding[]): RuleFinding[][] {
  const groups = new Map<string, RuleFinding[]>();
  for (const finding of findings) {
    const key = resourceKey(finding.identity);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

/** A run has one result an object: what several rules say of it becomes one message. */
function refusalOf(findings: readonly RuleFinding[]): SettledFinding[] {
  const [first] = findings;
  if (first === undefined) return [];
  const rest = findings.slice(1, MOST_TOLD).map(({ field, message }) => `; ${field}: ${message}`);
  const more = findings.length > MOST_TOLD ? `; and ${findings.length - MOST_TOLD} more` : '';
  return [
    {
      severity: 'refusal',
      key: resourceKey(first.identity),
      identity: first.identity,
      field: first.field,
      message: `${first.message}${rest.join('')}${more}`,
    },
  ];
}

/** One note a rule, with one of the objects that it is about: hundreds of raw switches are one piece of news. */
function notesOf(findings: readonly RuleFinding[]): SettledFinding[] {
  const rules = new Map<string, { readonly first: RuleFinding; readonly objects: Set<string> }>();
  for (const finding of findings) {
    const known = rules.get(finding.rule) ?? { first: finding, objects: new Set() };
    rules.set(finding.rule, known);
    known.objects.add(resourceKey(finding.identity));
  }
  return [...rules.values()].map(({ first: { identity, field, message }, objects }) => {
    const more = objects.size > 1 ? ` (${objects.size} objects in all)` : '';
    return {
      severity: 'note',
      key: resourceKey(identity),
      identity,
      field,
      message: `${identity.kind} ${identity.name}: ${message}${more}`,
    };
  });
}

/**
 * What Hedgehog's webhooks would say of the objects that a plan writes, beside everything that will stand in the cluster
 * then. What the plan leaves as it is, nobody is asked about; what it deletes or rewrites is in nobody's way.
 */
export function ruleFindings(
  plan: Pick<Plan, 'items'>,
  desired: readonly DesiredResource[],
  live: ReadonlyMap<string, LiveResource>,
): SettledFinding[] {
  const actions = new Map(plan.items.map(({ key, action }) => [key, action]));
  const isLeft = (key: string): boolean => (actions.get(key) ?? 'none') === 'none';
  const neighbours = [...live].filter(
    ([key, { deletionTimestamp }]) => isLeft(key) && deletionTimestamp === undefined,
  );
  const findings = checkRules({
    desired: desired.filter((resource) => !isLeft(resourceKey(resource))),
    live: neighbours.map(([, object]) => object),
  });
  const refused = findings.filter(({ severity }) => severity === 'refused');
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  return [...byObject(refused).flatMap((group) => refusalOf(group)), ...notesOf(warnings)];
}
