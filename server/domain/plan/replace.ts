import { referencesOf } from '#server/domain/hedgehog/references.ts';
import { resourceKey, type DesiredResource } from '#server/domain/resource.ts';
import { draft, finding, type Decision, type DraftItem } from './draft.ts';
import type { ImmutableChange } from './immutable.ts';
import type { LiveTrace } from './surroundings.ts';

/** Objects named in one message; the rest is counted. */
const MOST_NAMED = 5;

/**
 * A change that the cluster never accepts on an object that is there: refused with what to do, or, where the fabric allows
 * it, made by deleting the object and creating it anew. Only what carries our label is ever deleted.
 * @param known what the plan knows of the object already; `adopt` = it does not carry our label
 */
export function decideImmutable(
  desired: DesiredResource,
  immutable: ImmutableChange,
  known: Partial<DraftItem> & { readonly adopt: boolean },
  allowReplace: boolean,
): Decision {
  const { field, why } = immutable;
  const item = draft(desired, why, { ...known, action: 'replace', drift: 'drifted' });
  const refused = (message: string): Decision => ({
    item,
    finding: finding('refusal', 'immutable_field', desired, message, { field }),
  });
  if (immutable.without !== null) return refused(`${why}: ${immutable.without}`);
  const byHand = `remove ${desired.name} and what is attached to it, sync, then add it again`;
  if (known.adopt)
    return refused(
      `${why}, and it was not made by this fabric, which therefore does not delete it: ${byHand}`,
    );
  if (!allowReplace) return refused(`${why}: ${byHand}; or allow this fabric to replace objects`);
  return { item: { ...item, reason: `deleted and created anew: ${why}` } };
}

/** Whether an object that names another now still does when its own turn in this plan is over. */
function keepsReferring(to: string, decision: Decision | undefined, desired?: DesiredResource): boolean {
  const action = decision?.item.action ?? 'none';
  if (action === 'delete') return false;
  if (action === 'none' || desired === undefined) return true;
  return referencesOf(desired).some((each) => resourceKey(each) === to);
}

/**
 * Refuses replacements of objects that others go on to refer to. The cluster refuses to delete what is in use, so those would
 * have to be taken down too, and nothing in the desired state asks for that.
 */
export function refuseUsedReplacements(
  decisions: Map<string, Decision>,
  wanted: ReadonlyMap<string, DesiredResource>,
  traces: ReadonlyMap<string, LiveTrace>,
): void {
  const users = new Map<string, string[]>();
  for (const [key, decision] of decisions)
    if (decision.item.action === 'replace' && decision.finding === undefined) users.set(key, []);
  if (users.size === 0) return;
  for (const { key, refersTo } of traces.values()) {
    for (const to of refersTo) {
      if (keepsReferring(to, decisions.get(key), wanted.get(key))) users.get(to)?.push(key);
    }
  }
  for (const [key, names] of users) {
    const decision = decisions.get(key);
    if (decision === undefined || names.length === 0) continue;
    const { identity, reason } = decision.item;
    const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
    const named = names.toSorted().slice(0, MOST_NAMED).join(', ');
    const message = `${identity.kind} ${identity.name} must be ${reason}; the cluster refuses that while it is in use by ${named}${more}: remove them, sync, then add them again`;
    decisions.set(key, { ...decision, finding: finding('refusal', 'in_use', identity, message) });
  }
}
