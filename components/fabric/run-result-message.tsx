'use client';

import { paths } from '#app/paths.ts';
import { useRights } from '#components/session/use-rights.ts';
import { RelativeTime } from '#components/time/relative-time.tsx';
import { Link } from '#components/ui/link.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { ErrorSection } from './error-section.tsx';
import type { FabricVerbMutation } from './use-fabric-verb.ts';

interface RunResultMessageProps {
  readonly fabric: Fabric;
  readonly verb: FabricVerbMutation;
}

/** How the last run ended, until the next one or until dismissed; with the error that stands, if one does. */
export function RunResultMessage({ fabric, verb }: RunResultMessageProps) {
  const { canOperate } = useRights(fabric.id);
  const result = fabric.active_task_id === null ? fabric.last_result : null;
  const standing = fabric.calculated_sync_status === 'error' ? fabric.error : null;
  const dismiss = canOperate ? () => verb.mutate({ verb: 'dismiss' }) : undefined;
  if (result === null) {
    if (standing === null) return <ErrorBeforeThisRun fabric={fabric} />;
    return (
      <Notice tone="bad">
        <strong>{standing.message}</strong>
        <ErrorSection fabric={fabric} error={standing} verb={verb} />
      </Notice>
    );
  }
  return (
    <Notice
      tone={result.successful ? 'good' : 'bad'}
      className={result.successful ? 'sync-success-message' : 'sync-error-message'}
      onDismiss={dismiss}
    >
      <strong>{result.message}</strong>
      <div>
        <Link href={paths.run(result.task_id)}>
          {result.successful ? 'See the run' : 'See the failed run'}
        </Link>{' '}
        <RelativeTime at={result.finished_at} />
      </div>
      {standing !== null && <ErrorSection fabric={fabric} error={standing} verb={verb} />}
    </Notice>
  );
}

/** While a run goes on, an earlier error still stands: only a run that succeeds clears it. */
function ErrorBeforeThisRun({ fabric }: { readonly fabric: Fabric }) {
  if (fabric.calculated_sync_status !== 'syncing' || fabric.error_message === null) return null;
  return (
    <Notice tone="caution">
      The last error stands until this run succeeds: <strong>{fabric.error_message}</strong>
    </Notice>
  );
}
