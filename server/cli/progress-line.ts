import { plain } from '#server/cli/plain.ts';
import { cut } from '#server/cli/table.ts';
import { timeLeftWords } from '#server/domain/time-left.ts';
import type { Run } from '#server/domain/wire/run.ts';

type Running = Pick<Run, 'status' | 'steps' | 'progress'>;

const BAR_FROM_COLUMNS = 60;
const BAR_WIDEST = 30;

/** One line for a terminal, never wider than it: bar, percentage, step, what it does, how long still. */
export function progressLine(run: Running, columns: number, nowMs: number): string {
  const left = timeLeftWords(run.progress.estimated_completion, nowMs);
  const facts = [
    `${String(run.progress.percentage).padStart(3)}%`,
    stepWords(run),
    ...(left === null || run.status === 'pending' ? [] : [left]),
  ].join('  ');
  const bar = columns < BAR_FROM_COLUMNS ? '' : `${barOf(run.progress.percentage, columns)} `;
  // The last column stays free: some terminals break the line there.
  return cut(`${bar}${facts}`, columns - 1);
}

function barOf(percentage: number, columns: number): string {
  const width = Math.min(BAR_WIDEST, Math.floor(columns / 4));
  const full = Math.round((Math.max(0, Math.min(100, percentage)) / 100) * width);
  return `[${'█'.repeat(full)}${'░'.repeat(width - full)}]`;
}

/** "step 6/8 Applying Connection 18/26"; without a message the step itself: for a log whose lines stay. */
export function stepWords({ status, steps, progress }: Running): string {
  const current = steps.findIndex((each) => each.status === 'running');
  const message = plain(progress.message);
  if (status === 'pending') return message === '' ? 'waiting for a worker' : message;
  const step = steps[current];
  if (step === undefined) return message;
  return `step ${current + 1}/${steps.length} ${message === '' ? plain(step.title) : message}`;
}
