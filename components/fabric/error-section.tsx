'use client';

import { useState } from 'react';
import { useRights } from '#components/session/use-rights.ts';
import { NextTime } from '#components/time/relative-time.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Facts } from '#components/ui/facts.tsx';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import type { FabricVerbMutation } from './use-fabric-verb.ts';

interface ErrorSectionProps {
  readonly fabric: Fabric;
  readonly error: NonNullable<Fabric['error']>;
  readonly verb: FabricVerbMutation;
}

/** Code, what happened, what to do, when it is tried again, and the id to quote. */
export function ErrorSection({ fabric, error, verb }: ErrorSectionProps) {
  const { canOperate } = useRights(fabric.id);
  return (
    <details className="error-section" open>
      <summary>What happened and what to do</summary>
      <Facts
        facts={[
          { title: 'Code', value: <code>{error.code}</code> },
          { title: 'What happened', value: error.message },
          { title: 'What to do', value: error.advice === '' ? 'Look at the failed run' : error.advice },
          {
            title: 'Next attempt',
            value: (
              <NextTime
                at={error.retry_at}
                none={
                  fabric.sync_interval === 0
                    ? 'None by itself: the interval is 0'
                    : 'Automatic runs stay stopped until this is fixed'
                }
              />
            ),
          },
          error.error_id === null
            ? undefined
            : {
                title: 'Error id',
                value: (
                  <>
                    <code>{error.error_id}</code> <CopyButton text={error.error_id} what="error id" />
                  </>
                ),
              },
        ]}
      />
      {error.code === 'SYNC_MASS_PRUNE_REFUSED' && canOperate && <AllowPrune fabric={fabric} verb={verb} />}
    </details>
  );
}

/** Consent to a deletion that the guard refused. */
function AllowPrune({ fabric, verb }: Omit<ErrorSectionProps, 'error'>) {
  const [asking, setAsking] = useState(false);
  return (
    <div className="notice-actions">
      <button type="button" className="btn btn-outline-danger btn-sm" onClick={() => setAsking(true)}>
        Sync and allow the deletion
      </button>
      {asking && (
        <ConfirmDialog
          title="Delete these resources from the cluster?"
          verb="Sync and delete"
          icon="trash-can-outline"
          busy={verb.isPending}
          error={null}
          onConfirm={() =>
            verb.mutate({ verb: 'sync', confirmPrune: true }, { onSettled: () => setAsking(false) })
          }
          onClose={() => setAsking(false)}
        >
          <p>{fabric.error_message}</p>
          <p className="mb-0">
            The next run deletes them from the cluster of <strong>{fabric.name}</strong>, and creates anew
            what is replaced. Check the source first: an empty directory or a wrong branch looks the same.
          </p>
        </ConfirmDialog>
      )}
    </div>
  );
}
