'use client';

import { useState } from 'react';
import { useRights } from '#components/session/use-rights.ts';
import { useAfter } from '#components/time/use-after.ts';
import { useAtLeast } from '#components/time/use-at-least.ts';
import { useNow } from '#components/time/use-now.ts';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Card } from '#components/ui/card.tsx';
import { ProgressBar } from '#components/ui/progress-bar.tsx';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { timeLeftWords } from '#server/domain/time-left.ts';
import { runSeen, shownProgress } from './shown-progress.ts';
import type { FabricVerbMutation } from './use-fabric-verb.ts';

/** A small fabric is synced in a fraction of a second; its bar stays long enough to be seen. */
const SEEN_MS = 800;
/** A refusal is here sooner: it must not flash a bar. Till then the button turns. */
const ANSWERED_MS = 200;

interface SyncProgressCardProps {
  readonly fabric: Fabric;
  readonly verb: FabricVerbMutation;
}

/** Shown while a run goes on: how far, what it does, how long it may take, and Cancel. */
export function SyncProgressCard({ fabric, verb }: SyncProgressCardProps) {
  const { canOperate } = useRights(fabric.id);
  const [asking, setAsking] = useState(false);
  const now = useNow();
  const syncing = fabric.calculated_sync_status === 'syncing';
  const asked = verb.isPending && (verb.variables.verb === 'sync' || verb.variables.verb === 'retry');
  const fresh = useAtLeast(syncing || asked, ANSWERED_MS + SEEN_MS);
  const [seen, setSeen] = useState(fabric.active_task_id);
  const run = runSeen(fabric.active_task_id, verb.data ?? null, { asked, seen });
  if (run !== seen) setSeen(run);
  const unanswered = useAfter(asked, ANSWERED_MS);
  const progress = shownProgress(fabric, { asked: unanswered, seen: fresh ? seen : null });
  if (progress === null) return null;
  const words = [
    `${progress.percentage} %`,
    progress.message,
    timeLeftWords(progress.estimated_completion, now),
  ];
  return (
    <div className="mb-3">
      <Card
        title="Sync progress"
        aside={
          canOperate &&
          syncing && (
            <button type="button" className="btn btn-sm" onClick={() => setAsking(true)}>
              Cancel
            </button>
          )
        }
      >
        <div className="card-body">
          <ProgressBar
            percentage={progress.percentage}
            message={words.filter((word) => word !== null).join(' · ')}
          />
        </div>
      </Card>
      {asking && (
        <ConfirmDialog
          title="Cancel this run?"
          verb="Cancel the run"
          icon="stop"
          busy={verb.isPending}
          error={verb.error}
          onConfirm={() => verb.mutate({ verb: 'cancel' }, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          <p className="mb-0">
            It stops at its next request to the cluster. What it has written by then is dealt with by the
            fabric’s failure policy ({fabric.failure_policy === 'rollback' ? 'put back as it was' : 'kept'}).
            The fabric is not shown as in sync until another run has verified it.
          </p>
        </ConfirmDialog>
      )}
    </div>
  );
}
