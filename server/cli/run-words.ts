import { plain, plainLines } from '#server/cli/plain.ts';
import type { Look, Paint } from '#server/cli/paint.ts';
import { clockDuration } from '#server/domain/duration.ts';
import { selectionText } from '#server/domain/plan/selection.ts';
import type { Run } from '#server/domain/wire/run.ts';

const LOOKS: Record<Run['status'], Look> = {
  pending: 'dim',
  running: 'yellow',
  completed: 'green',
  failed: 'red',
  cancelled: 'yellow',
};
export const runLook = ({ status }: Pick<Run, 'status'>): Look => LOOKS[status];

/** How a run ended: verdict, counts, why. */
export function endWords(ended: Run, paint: Paint): string {
  const verdict = ended.successful ? paint('green', 'successful') : paint('red', ended.status);
  return [`${ended.task_id}: ${verdict}`, countWords(ended), ...whyLines(ended)].join('\n').concat('\n');
}

function countWords({ kind, counts }: Run): string {
  const { desired, created, updated, deleted, unchanged, skipped, failed } = counts;
  return kind === 'import'
    ? `${desired} imported, ${updated} adopted, ${skipped} left out, ${failed} failed`
    : `${created} created, ${updated} updated, ${deleted} deleted, ${unchanged} unchanged, ${failed} failed`;
}

function whyLines(run: Run): string[] {
  const only =
    run.selection === null
      ? []
      : [`Selective (${plain(selectionText(run.selection))}): nothing is claimed for the rest`];
  const why = [run.error_message ?? '', run.error_advice ?? ''].filter((line) => line !== '');
  return [...only, ...why.map(plainLines)];
}

/** Only what is not zero: "2 created, 1 failed"; "nothing" for none. */
export function changedWords({ counts }: Pick<Run, 'counts'>): string {
  const { created, updated, deleted, failed } = counts;
  const parts = Object.entries({ created, updated, deleted, failed }).filter(([, count]) => count > 0);
  return parts.length === 0 ? 'nothing' : parts.map(([word, count]) => `${count} ${word}`).join(', ');
}

/** "36 ms", "4.2 s", "00:01:30". */
export function tookWords(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : clockDuration(ms);
}

const STEP_MARKS = { pending: ' ', running: '>', completed: '✓', failed: '✗', skipped: '-' } as const;

/** One run whole, but for its results. */
export function runWords(run: Run, paint: Paint): string {
  const steps = run.steps.map(({ status, title, message, duration_ms: took }) => {
    const look = status === 'failed' ? 'red' : status === 'completed' ? 'green' : 'dim';
    const said = message === '' || message === title ? '' : `: ${plain(message)}`;
    const time = took === null ? '' : paint('dim', `  ${tookWords(took)}`);
    return `  ${paint(look, STEP_MARKS[status])} ${title}${said}${time}`;
  });
  return [
    `${paint('bold', run.task_id)}: ${paint(runLook(run), run.status)}`,
    `${run.kind} of ${plain(run.fabric_name)}, ${run.trigger_type} by ${plain(run.actor)}`,
    ...(run.override_reason === null
      ? []
      : [`Although the windows were closed: ${plain(run.override_reason)}`]),
    `Queued ${run.queued_at}, started ${run.started_at ?? 'not yet'}, ended ${run.finished_at ?? 'not yet'}`,
    ...(run.commit === null ? [] : [`Commit ${run.commit}`]),
    countWords(run),
    ...whyLines(run),
    ...steps,
    '',
  ].join('\n');
}
