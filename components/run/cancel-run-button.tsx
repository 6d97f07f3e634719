'use client';

import { useState } from 'react';
import { useFabricVerb } from '#components/fabric/use-fabric-verb.ts';
import { useRights } from '#components/session/use-rights.ts';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { Run } from '#server/domain/wire/run.ts';

/** Cancels a run that is under way, after asking. */
export function CancelRunButton({ run }: { readonly run: Run }) {
  const { canOperate } = useRights(run.fabric_id);
  const [asking, setAsking] = useState(false);
  const verb = useFabricVerb(run.fabric_id);
  if (!canOperate) return null;
  return (
    <>
      <button type="button" className="btn btn-outline-danger btn-sm" onClick={() => setAsking(true)}>
        <Icon name="stop" />
        Cancel run
      </button>
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
            It stops at its next request to the cluster. {run.fabric_name} is not shown as in sync until
            another run has verified it.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
