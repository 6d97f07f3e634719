'use client';

import { paths } from '#app/paths.ts';
import { useAnnounceChange } from '#components/live/announcer.tsx';
import { useWatchFabrics } from '#components/live/live-provider.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { FullTime } from '#components/time/relative-time.tsx';
import { durationWords } from '#components/time/time-words.ts';
import { Breakable } from '#components/ui/breakable.tsx';
import { Card } from '#components/ui/card.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Link } from '#components/ui/link.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { ProgressBar } from '#components/ui/progress-bar.tsx';
import { QueryView } from '#components/ui/query-view.tsx';
import { selectionText } from '#server/domain/plan/selection.ts';
import type { Run } from '#server/domain/wire/run.ts';
import { CancelRunButton } from './cancel-run-button.tsx';
import { RunCounts } from './run-counts.tsx';
import { isActive, useRun } from './run-queries.ts';
import { RunResults } from './run-results.tsx';
import { RunStatusTag } from './run-status-tag.tsx';
import { RunSteps } from './run-steps.tsx';
import { RUN_STATUS_WORDS, TRIGGER_WORDS } from './run-words.ts';

/** One run: its steps, what it did, and why it failed if it did. */
export function RunPage({ id }: { readonly id: string }) {
  const query = useRun(id);
  return (
    <QueryView query={query} what="the run" lines={9}>
      {(run) => <LoadedRun run={run} />}
    </QueryView>
  );
}

function LoadedRun({ run }: { readonly run: Run }) {
  useWatchFabrics([run.fabric_id]);
  useAnnounceChange(run.status, `Run of ${run.fabric_name}: ${RUN_STATUS_WORDS[run.status].text}`);
  return (
    <>
      <PageHeader
        crumbs={[
          { title: 'Fabrics', href: paths.fabrics() },
          { title: run.fabric_name, href: paths.fabric(run.fabric_id) },
          { title: 'Runs', href: paths.fabricTab(run.fabric_id, 'runs') },
        ]}
        title={
          <>
            {run.kind === 'import' && 'Import '}
            <Breakable text={run.task_id} />
          </>
        }
        actions={isActive(run) ? <CancelRunButton run={run} /> : undefined}
      />
      <p>
        <RunStatusTag status={run.status} />
      </p>
      {isActive(run) && (
        <div className="mb-3">
          <ProgressBar
            percentage={run.progress.percentage}
            message={`${run.progress.percentage} % · ${run.progress.message}`}
          />
        </div>
      )}
      {run.error_message !== null && <RunError run={run} />}
      <div className="columns">
        <Card title="Steps">
          <RunSteps steps={run.steps} />
        </Card>
        <div className="column">
          <Card title="Run">
            <Facts
              facts={[
                {
                  title: 'Fabric',
                  value: <Link href={paths.fabric(run.fabric_id)}>{run.fabric_name}</Link>,
                },
                { title: 'Started', value: `${TRIGGER_WORDS[run.trigger_type]}, by ${run.actor}` },
                ...(run.override_reason === null
                  ? []
                  : [{ title: 'Outside of its windows', value: run.override_reason }]),
                ...(run.selection === null
                  ? []
                  : [
                      {
                        title: 'Selective',
                        value: `${selectionText(run.selection)}; nothing is claimed for the rest`,
                      },
                    ]),
                ...(run.plan_id === null ? [] : [{ title: 'Plan', value: <code>{run.plan_id}</code> }]),
                { title: 'Queued', value: <FullTime at={run.queued_at} /> },
                { title: 'Began', value: <FullTime at={run.started_at} none="not yet" /> },
                { title: 'Ended', value: <FullTime at={run.finished_at} none="not yet" /> },
                {
                  title: 'Duration',
                  value: run.duration_ms === null ? 'still running' : durationWords(run.duration_ms),
                },
                { title: 'Commit', value: run.commit === null ? 'none' : <code>{run.commit}</code> },
              ]}
            />
          </Card>
          <Card title="Resources">
            <RunCounts counts={run.counts} />
          </Card>
        </div>
      </div>
      <h2 className="section-title">Results</h2>
      <RunResults id={run.task_id} active={isActive(run)} failed={run.counts.failed} />
    </>
  );
}

function RunError({ run }: { readonly run: Run }) {
  return (
    <Notice tone={run.status === 'cancelled' ? 'caution' : 'bad'}>
      <strong>{run.error_message}</strong>
      {run.error_advice !== null && run.error_advice !== '' && <div>{run.error_advice}</div>}
      <div className="notice-actions align-items-center">
        {run.error_code !== null && <code>{run.error_code}</code>}
        <span>
          Error id <code>{run.task_id}</code>
        </span>
        <CopyButton text={run.task_id} what="error id" />
      </div>
    </Notice>
  );
}
