import { paths } from '#app/paths.ts';
import { shortCommit } from '#components/fabric/short-commit.ts';
import type { Column } from '#components/object/data-table.tsx';
import { RelativeTime } from '#components/time/relative-time.tsx';
import { durationWords } from '#components/time/time-words.ts';
import { Breakable } from '#components/ui/breakable.tsx';
import { Link } from '#components/ui/link.tsx';
import { selectionText } from '#server/domain/plan/selection.ts';
import type { Run } from '#server/domain/wire/run.ts';
import { changeSummary } from './change-summary.ts';
import { RunStatusTag } from './run-status-tag.tsx';
import { TRIGGER_WORDS } from './run-words.ts';

/** Columns of a list of runs; a fabric's own list leaves its name out. */
export function runColumns(withFabric: boolean): readonly Column<Run>[] {
  const columns: readonly (Column<Run> | null)[] = [
    {
      id: 'status',
      title: 'Status',
      className: 'nowrap',
      cell: (run) => <RunStatusTag status={run.status} />,
    },
    {
      id: 'task',
      title: 'Run',
      className: 'name mono',
      cell: (run) => (
        <Link href={paths.run(run.task_id)}>
          <Breakable text={run.task_id} />
        </Link>
      ),
    },
    withFabric
      ? {
          id: 'fabric',
          title: 'Fabric',
          className: 'name',
          cell: (run) => <Link href={paths.fabric(run.fabric_id)}>{run.fabric_name}</Link>,
        }
      : null,
    {
      id: 'trigger',
      title: 'Started',
      cell: (run) => (
        <>
          <RelativeTime at={run.started_at ?? run.queued_at} />{' '}
          <span className="text-muted">
            {TRIGGER_WORDS[run.trigger_type]}
            {run.trigger_type === 'manual' && ` (${run.actor})`}
            {run.kind === 'import' && ', import'}
            {run.selection !== null && `, selective: ${selectionText(run.selection)}`}
          </span>
        </>
      ),
    },
    {
      id: 'duration',
      title: 'Duration',
      className: 'number nowrap',
      cell: (run) => (run.duration_ms === null ? '–' : durationWords(run.duration_ms)),
    },
    {
      id: 'result',
      title: 'Result',
      className: 'name wide labelled',
      cell: (run) =>
        run.error_message === null ? (
          changeSummary(run) || <span className="text-muted">{run.progress.message}</span>
        ) : (
          <span className="text-bad">{run.error_message}</span>
        ),
    },
    {
      id: 'commit',
      title: 'Commit',
      className: 'nowrap minor',
      cell: (run) => (run.commit === null ? '–' : <code title={run.commit}>{shortCommit(run.commit)}</code>),
    },
  ];
  return columns.filter((column) => column !== null);
}
