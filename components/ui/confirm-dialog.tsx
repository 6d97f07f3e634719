'use client';

import type { ReactNode } from 'react';
import { BusyButton } from './busy-button.tsx';
import { Dialog } from './dialog.tsx';
import { ErrorNotice } from './error-notice.tsx';

interface ConfirmDialogProps {
  readonly title: string;
  /** What will happen, and what will not. */
  readonly children: ReactNode;
  readonly verb: string;
  readonly icon: string;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({
  title,
  children,
  verb,
  icon,
  busy,
  error,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="dialog-body">
        {error !== null && error !== undefined && <ErrorNotice error={error} />}
        {children}
      </div>
      <div className="dialog-foot">
        <button type="button" className="btn" onClick={onClose}>
          Cancel
        </button>
        <BusyButton className="btn btn-danger" icon={icon} busy={busy} onClick={onConfirm}>
          {verb}
        </BusyButton>
      </div>
    </Dialog>
  );
}
