'use client';

import { type FormEvent, useState } from 'react';
import { asApiError } from '#components/api/as-api-error.ts';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import type { FabricVerbMutation } from './use-fabric-verb.ts';

/** Whether the server refused because the sync windows are closed. */
export const isWindowClosed = (error: unknown): boolean =>
  error !== null && error !== undefined && asApiError(error).code === 'SYNC_WINDOW_CLOSED';

const REASON_MAX = 500;

/** Asks why a sync shall start although the sync windows are closed; shown when the server has refused it for that. */
export function OverrideDialog({
  fabricName,
  verb,
}: {
  readonly fabricName: string;
  readonly verb: FabricVerbMutation;
}) {
  const [reason, setReason] = useState('');
  const wish = verb.variables;
  if (!isWindowClosed(verb.error) || wish === undefined || (wish.verb !== 'sync' && wish.verb !== 'retry')) {
    return null;
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    verb.mutate({ ...wish, overrideReason: reason.trim() });
  };
  return (
    <Dialog title={`Sync ${fabricName} outside of its windows?`} onClose={verb.reset}>
      <form onSubmit={submit}>
        <div className="dialog-body">
          <p>
            {asApiError(verb.error).message}. Nothing was started. With a reason it starts now; the reason is
            kept with the run and in the audit log.
          </p>
          <label className="form-label" htmlFor="override-reason">
            Reason
          </label>
          <input
            id="override-reason"
            className="form-control"
            required
            maxLength={REASON_MAX}
            autoComplete="off"
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        </div>
        <div className="dialog-foot">
          <button type="button" className="btn" onClick={verb.reset}>
            Wait for the window
          </button>
          <BusyButton
            type="submit"
            className="btn btn-warning"
            icon="sync-alert"
            busy={verb.isPending}
            disabled={reason.trim() === ''}
          >
            Sync anyway
          </BusyButton>
        </div>
      </form>
    </Dialog>
  );
}
