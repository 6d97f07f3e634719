'use client';

import { paths } from '#app/paths.ts';
import { changeSummary } from '#components/run/change-summary.ts';
import { useRun } from '#components/run/run-queries.ts';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { Link } from '#components/ui/link.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { Run } from '#server/domain/wire/run.ts';

const MOVED = 'SYNC_PLAN_MOVED';

/** What became of the plan: under way, applied, or not, and then what moved since. */
export function AppliedRun({ id, onAgain }: { readonly id: string; readonly onAgain: () => void }) {
  const query = useRun(id);
  if (query.error !== null && query.data === undefined)
    return <ErrorNotice error={query.error} what="Could not read the run" />;
  return (
    <div aria-live="polite">{query.data !== undefined && <Outcome run={query.data} onAgain={onAgain} />}</div>
  );
}

function Outcome({ run, onAgain }: { readonly run: Run; readonly onAgain: () => void }) {
  const link = (text: string) => <Link href={paths.run(run.task_id)}>{text}</Link>;
  const again = (
    <div className="notice-actions">
      <BusyButton className="btn btn-sm" icon="refresh" onClick={onAgain}>
        Plan again
      </BusyButton>
    </div>
  );
  switch (run.status) {
    case 'pending':
    case 'running':
      return (
        <Notice tone="info">
          <strong>This plan is being applied</strong> {link('See the run')}
        </Notice>
      );
    case 'completed':
      return (
        <Notice tone="good">
          <strong>This plan was applied: {changeSummary(run)}</strong> {link('See the run')}
        </Notice>
      );
    case 'cancelled':
      return (
        <Notice tone="caution">
          <strong>Applying this plan was cancelled</strong> {link('See what was done until then')}
          {again}
        </Notice>
      );
    case 'failed':
      return (
        <Notice tone="bad" assertive>
          <strong>
            {run.error_code === MOVED ? 'Nothing was applied' : 'The plan was not applied in full'}:{' '}
            {run.error_message ?? 'the run failed'}
          </strong>
          <div>
            {run.error_code !== null && <code>{run.error_code}</code>} {link('See the run')}
          </div>
          {again}
        </Notice>
      );
  }
}
