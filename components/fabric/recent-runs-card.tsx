'use client';

import { paths } from '#app/paths.ts';
import { useRuns } from '#components/run/run-queries.ts';
import { RUN_STATUS_WORDS } from '#components/run/run-words.ts';
import { exactWords, durationWords } from '#components/time/time-words.ts';
import { Card } from '#components/ui/card.tsx';
import { Link } from '#components/ui/link.tsx';
import { QueryView } from '#components/ui/query-view.tsx';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import type { Run } from '#server/domain/wire/run.ts';

const SHOWN_RUNS = 30;
/** The shortest bar can still be hit. */
const LEAST_HEIGHT_PERCENT = 8;

/** How long the last runs took, and which failed; each bar leads to its run. */
export function RecentRunsCard({ fabric }: { readonly fabric: Fabric }) {
  const query = useRuns(`?fabric_id=${fabric.id}&limit=${SHOWN_RUNS}`);
  return (
    <Card
      title="Recent runs"
      aside={
        <Link className="card-header-note" href={paths.fabricTab(fabric.id, 'runs')}>
          All runs
        </Link>
      }
    >
      <QueryView query={query} what="runs" lines={2}>
        {({ results }) =>
          results.length === 0 ? (
            <div className="card-body text-muted">None yet.</div>
          ) : (
            <Bars runs={results} />
          )
        }
      </QueryView>
    </Card>
  );
}

function Bars({ runs }: { readonly runs: readonly Run[] }) {
  const longest = Math.max(0, ...runs.map((run) => run.duration_ms ?? 0));
  const failed = runs.filter((run) => run.status === 'failed').length;
  return (
    <>
      <div className="run-bars">
        {runs.map((run) => (
          <Link key={run.id} href={paths.run(run.task_id)} aria-label={barWords(run)} title={barWords(run)}>
            <Bar
              run={run}
              percent={Math.max(LEAST_HEIGHT_PERCENT, ((run.duration_ms ?? 0) / Math.max(1, longest)) * 100)}
            />
          </Link>
        ))}
      </div>
      <div className="card-body pt-2 text-muted">
        {runs.length === 1 ? 'Last run' : `Last ${runs.length} runs`}
        {longest > 0 && `, longest ${durationWords(longest)}`}
        {failed > 0 && <span className="text-bad"> · {failed} failed</span>}
      </div>
    </>
  );
}

function Bar({ run, percent }: { readonly run: Run; readonly percent: number }) {
  return (
    <svg data-tone={RUN_STATUS_WORDS[run.status].tone} aria-hidden="true">
      <rect x="0" y={`${100 - percent}%`} width="100%" height={`${percent}%`} rx="2" />
    </svg>
  );
}

function barWords(run: Run): string {
  const length = run.duration_ms === null ? '' : `, ${durationWords(run.duration_ms)}`;
  return `${RUN_STATUS_WORDS[run.status].text}${length}, ${exactWords(run.started_at ?? run.queued_at)}`;
}
