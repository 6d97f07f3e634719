'use client';

import { useState } from 'react';
import { useRights } from '#components/session/use-rights.ts';
import { useNow } from '#components/time/use-now.ts';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Card } from '#components/ui/card.tsx';
import { ProgressBar } from '#components/ui/progress-bar.tsx';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { timeLeftWords } from '#server/domain/time-left.ts';
import type { FabricVerbMutation } from './use-fabric-verb.ts';

interface SyncProgressCardProps {
  readonly fabric: Fabric;
  readonly verb: FabricVerbMutation;
}

/** Shown while a run goes on: how far, what it does, how long it may take, and Cancel. */
export function SyncProgressCard({ fabric, verb }: SyncProgressCardProps) {
  const { canOperate } = useRights(fabric.id);
  const [asking, setAsking] = useState(false);
  const now = useNow();
  if (fabric.calculated_sync_status !== 'syncing') return null;
  const progress = fabric.progress ?? {
    percentage: 0,
    message: 'Waiting for a worker',
    estimated_completion: null,
  };
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
          canOperate && (
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
