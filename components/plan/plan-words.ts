import type { TagTone } from '#components/ui/tag.tsx';
import type { PlanAnswer, PlanItemAnswer } from '#server/domain/wire/plan.ts';
import type { PlanVerdict } from '#server/domain/words.ts';

/** Why a plan is refused until a person consents to what it deletes. */
export const CONSENT = 'SYNC_MASS_PRUNE_REFUSED';

interface VerdictWords {
  readonly text: string;
  readonly icon: string;
  readonly tone: TagTone;
  /** What a row of counts has: "+3 ~1 −0 !1". */
  readonly sign: string;
  /** The row of counts, read aloud. */
  readonly spoken: string;
}

export const VERDICT_WORDS: Record<PlanVerdict, VerdictWords> = {
  create: { text: 'Create', icon: 'plus', tone: 'good', sign: '+', spoken: 'to create' },
  update: { text: 'Update', icon: 'pencil-outline', tone: 'busy', sign: '~', spoken: 'to update' },
  delete: { text: 'Delete', icon: 'minus', tone: 'bad', sign: '−', spoken: 'to delete' },
  replace: { text: 'Replace', icon: 'swap-horizontal', tone: 'bad', sign: '±', spoken: 'to replace' },
  conflict: { text: 'Conflict', icon: 'call-split', tone: 'caution', sign: '!', spoken: 'in conflict' },
  skipped: { text: 'Skipped', icon: 'debug-step-over', tone: 'plain', sign: '»', spoken: 'skipped' },
  unchanged: { text: 'Unchanged', icon: 'equal', tone: 'plain', sign: '=', spoken: 'unchanged' },
};

/** Always said, also as 0: what a plan is first asked for. */
const ALWAYS: readonly PlanVerdict[] = ['create', 'update', 'delete'];
const ALSO: readonly PlanVerdict[] = ['replace', 'conflict', 'skipped'];

export interface Sign {
  readonly verdict: PlanVerdict;
  readonly count: number;
}

/** The counts of a kind, in a fixed order: create, update and delete always, the others where there are any. */
export function signsOf(counts: Readonly<Record<PlanVerdict, number>>): readonly Sign[] {
  return [...ALWAYS, ...ALSO.filter((verdict) => counts[verdict] > 0)].map((verdict) => ({
    verdict,
    count: counts[verdict],
  }));
}

/** "3 to create, 1 in conflict"; "nothing to do" where all are 0. */
export function signsSpoken(counts: Readonly<Record<PlanVerdict, number>>): string {
  const said = signsOf(counts)
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${VERDICT_WORDS[verdict].spoken}`);
  return said.length === 0 ? 'nothing to do' : said.join(', ');
}

/** Objects of a kind that the plan does not leave as they are. */
export function differing(counts: Readonly<Record<PlanVerdict, number>>): number {
  return signsOf(counts).reduce((sum, { count }) => sum + count, 0);
}

/** Why there is nothing to apply; it claims no more than was compared. */
export function nothingToDo(plan: Pick<PlanAnswer, 'counts' | 'selection' | 'notes'>): {
  readonly title: string;
  readonly text: string;
} {
  const { unchanged, conflict, skipped } = plan.counts;
  const objects = `${unchanged} ${unchanged === 1 ? 'object was' : 'objects were'} compared and equal`;
  if (conflict + skipped > 0) {
    const left = conflict + skipped;
    return {
      title: 'Nothing would be written',
      text: `${objects}; ${left} ${left === 1 ? 'differs and is' : 'differ and are'} left alone: see below why.`,
    };
  }
  if (plan.selection !== null) {
    return { title: 'Nothing to change in the selection', text: `${objects}. The rest was not looked at.` };
  }
  if (plan.notes.length > 0) {
    return {
      title: 'Nothing to change in what was compared',
      text: `${objects}. The notes above say what was not.`,
    };
  }
  return { title: 'Nothing to change: the cluster equals the desired state', text: `${objects}.` };
}

type Named = Pick<PlanItemAnswer, 'kind' | 'name'>;

/**
 * A sentence about an object in two parts, with the object's name between them: messages that name it already do not
 * name it twice.
 */
export function aroundObject(message: string, { kind, name }: Named): readonly [string, string] {
  const named = `${kind} ${name}`;
  const at = message.indexOf(named);
  const after = message.slice(at + named.length);
  // "VPC vpc-1" is not named by "VPC vpc-10".
  return at < 0 || /^[\w.-]*\w/.test(after) ? ['', `: ${message}`] : [message.slice(0, at), after];
}

/** Text that begins a line; the path of a field stays as it is. */
export const sentence = (text: string): string =>
  /^[a-z]+(?: |,|;|:|$)/.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}.` : `${text}.`;

/** Objects of a plan whose changes overwrite what others own, as sentences that name the owners. */
export function takenOver(items: readonly PlanItemAnswer[]) {
  return items
    .filter(({ action, conflicts }) => action !== 'conflict' && conflicts.length > 0)
    .map(({ kind, namespace, name, conflicts }) => {
      const [first] = conflicts;
      const managers = [...new Set(conflicts.map(({ manager }) => manager))].join(', ');
      const fields = conflicts.length === 1 ? first?.field : `${conflicts.length} fields`;
      const message = `${fields} of ${kind} ${name} ${conflicts.length === 1 ? 'is' : 'are'} owned by ${managers}`;
      return { code: 'taken_over', kind, namespace, name, field: '', message };
    });
}
