'use client';

import { asApiError } from '#components/api/as-api-error.ts';
import { CopyButton } from './copy-button.tsx';
import { Notice } from './notice.tsx';

interface ErrorNoticeProps {
  readonly error: unknown;
  /** What was not done: "The fabric was not saved". */
  readonly what?: string;
  readonly onRetry?: (() => void) | undefined;
  readonly onDismiss?: (() => void) | undefined;
}

/** What happened, what was not done, what to do. */
export function ErrorNotice({ error, what, onRetry, onDismiss }: ErrorNoticeProps) {
  const shown = asApiError(error);
  return (
    <Notice tone="bad" assertive onDismiss={onDismiss}>
      <strong>{what === undefined ? shown.message : `${what}: ${shown.message}`}</strong>
      {shown.advice !== '' && <div>{shown.advice}</div>}
      {shown.retryAfterSeconds !== null && <div>Try again in {shown.retryAfterSeconds} s.</div>}
      {shown.errorId !== null && (
        <div>
          Error id <code>{shown.errorId}</code> <CopyButton text={shown.errorId} what="error id" />
        </div>
      )}
      {onRetry !== undefined && (
        <div className="notice-actions">
          <button type="button" className="btn btn-sm" onClick={onRetry}>
            Try again
          </button>
        </div>
      )}
    </Notice>
  );
}
