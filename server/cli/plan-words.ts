import type { Paint } from '#server/cli/paint.ts';
import { plain, shellWord } from '#server/cli/plain.ts';
import { pathText } from '#server/domain/plan/path-text.ts';
import { selectionText } from '#server/domain/plan/selection.ts';
import type { PlanAnswer, PlanItemAnswer } from '#server/domain/wire/plan.ts';
import type { PlanVerdict } from '#server/domain/words.ts';

const MARKS = {
  create: ['green', '+'],
  update: ['yellow', '~'],
  delete: ['red', '-'],
  replace: ['red', '±'],
  conflict: ['red', '!'],
  skipped: ['dim', '·'],
  unchanged: ['dim', '='],
} as const satisfies Record<PlanVerdict, readonly ['green' | 'yellow' | 'red' | 'dim', string]>;

/** A plan for a terminal: each object with its fields, what it means on the network, what stands against it, the count line. */
export function planWords(plan: PlanAnswer, items: readonly PlanItemAnswer[], paint: Paint): string {
  const title = (text: string): string => paint('bold', text);
  const parts = [
    headLine(plan, paint),
    items.map((item) => itemLines(item, paint).join('\n')).join('\n'),
    section(
      title('On the network'),
      plan.impact.map(({ effect, text }) => `${paint(EFFECTS[effect], '•')} ${plain(text)}`),
    ),
    section(title('Findings'), findingLines(plan, paint)),
    section(title('Notes'), plan.notes.map(plain)),
    lastLines(plan, paint).join('\n'),
  ];
  return parts
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

const EFFECTS = { gains: 'green', loses: 'red', changes: 'yellow' } as const;

function headLine(plan: PlanAnswer, paint: Paint): string {
  const source = plan.commit === null ? 'the inventory' : `commit ${plan.commit.slice(0, 7)}`;
  const facts = [
    `from ${source}`,
    ...(plan.selection === null ? [] : [`only ${selectionText(plan.selection)}`]),
    ...(plan.force ? ['every resource applied again'] : []),
  ];
  return `${paint('bold', plan.fabric_name)}: plan ${facts.join(', ')}`;
}

function itemLines(item: PlanItemAnswer, paint: Paint): string[] {
  const [look, mark] = MARKS[item.action];
  const where = item.namespace === '' ? item.name : `${item.namespace}/${item.name}`;
  const said = MARKS[item.action][0] === 'dim' ? `${item.action}: ${item.reason}` : item.reason;
  return [
    `${paint(look, `${mark} ${item.kind} ${plain(where)}`)}  ${paint('dim', plain(said))}`,
    ...item.changes.map(
      (change) =>
        `    ${plain(pathText(change.path))}: ${paint('red', value(change.live))} → ${paint('green', value(change.desired))}`,
    ),
    ...item.conflicts.map(
      ({ field, manager }) => `    ${paint('yellow', `${plain(field)} is owned by ${plain(manager)}`)}`,
    ),
  ];
}

function findingLines({ findings }: PlanAnswer, paint: Paint): string[] {
  return findings.map(({ severity, kind, name, message }) => {
    const object = message.startsWith(kind) ? '' : `${kind} ${name}: `;
    const look = severity === 'refusal' ? 'red' : severity === 'conflict' ? 'yellow' : 'dim';
    return `${paint(look, severity)} ${plain(object)}${plain(message)}`;
  });
}

function lastLines(plan: PlanAnswer, paint: Paint): string[] {
  const { id, summary, pending, blocked_by: blocked, fabric_name: fabric } = plan;
  const nothing = !pending && blocked === null && plan.counts.conflict === 0;
  const lines = [nothing ? paint('green', `${summary}: nothing to do`) : paint('bold', summary)];
  if (blocked !== null) {
    lines.push(
      paint('red', `A sync would stop before its first write: ${plain(blocked.message)}`),
      plain(blocked.advice),
    );
  }
  if (pending) {
    const consent = plan.needs_confirm_prune ? ' --confirm-prune' : '';
    lines.push(
      `To do exactly this, until ${plan.expires_at}: fabric-sync sync ${shellWord(fabric)} --plan ${id}${consent}`,
    );
  }
  return lines;
}

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `${title}\n${lines.map((line) => `  ${line}`).join('\n')}`;

const LONGEST_VALUE = 120;

function value(given: unknown): string {
  if (given === undefined) return 'nothing';
  const text = plain(JSON.stringify(given));
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}
