'use client';

import { type FormEvent, useState } from 'react';
import { asApiError } from '#components/api/as-api-error.ts';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';

/** Whether the server refused because the sync windows are closed. */
export const isWindowClosed = (error: unknown): boolean =>
  error !== null && error !== undefined && asApiError(error).code === 'SYNC_WINDOW_CLOSED';

/** Part of every wish for a run. */
export interface Override {
  /** Why it starts although the sync windows are closed. */
  readonly overrideReason?: string;
}

/** The mutation that starts the run. */
interface Starting<Wish> {
  readonly error: unknown;
  readonly variables: Wish | undefined;
  readonly isPending: boolean;
  readonly mutate: (wish: Wish & Required<Override>) => void;
  readonly reset: () => void;
}

const REASON_MAX = 500;

interface OverrideDialogProps<Wish> {
  readonly fabricName: string;
  readonly start: Starting<Wish>;
  /** Of the title and the button. */
  readonly verb?: string;
}

/** Asks why a run shall start although the sync windows are closed; shown when the server has refused it for that. */
export function OverrideDialog<Wish extends object>({
  fabricName,
  start,
  verb = 'Sync',
}: OverrideDialogProps<Wish>) {
  const [reason, setReason] = useState('');
  const wish = start.variables;
  if (!isWindowClosed(start.error) || wish === undefined) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate({ ...wish, overrideReason: reason.trim() });
  };
  return (
    <Dialog title={`${verb} outside of the windows of ${fabricName}?`} onClose={start.reset}>
      <form onSubmit={submit}>
        <div className="dialog-body">
          <p>
            {asApiError(start.error).message}. Nothing was started. With a reason it starts now; the reason is
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
          <button type="button" className="btn" onClick={start.reset}>
            Wait for the window
          </button>
          <BusyButton
            type="submit"
            className="btn btn-warning"
            icon="sync-alert"
            busy={start.isPending}
            disabled={reason.trim() === ''}
          >
            {verb} anyway
          </BusyButton>
        </div>
      </form>
    </Dialog>
  );
}
