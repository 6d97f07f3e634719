'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { asApiError } from '#components/api/as-api-error.ts';
import { toServerTime } from '#components/time/server-clock.ts';
import { RelativeTime } from '#components/time/relative-time.tsx';
import { Blank } from './blank.tsx';
import { ErrorNotice } from './error-notice.tsx';
import { Notice } from './notice.tsx';
import { Skeleton } from './skeleton.tsx';

interface QueryViewProps<T> {
  readonly query: UseQueryResult<T>;
  /** What is read, for the sentences: "fabrics". */
  readonly what: string;
  readonly lines?: number;
  readonly children: (data: T) => ReactNode;
}

/** The forms that every view has: loading, error, no right, not there, offline with old data, and the data itself. */
export function QueryView<T>({ query, what, lines = 6, children }: QueryViewProps<T>) {
  const { data, error } = query;
  if (data === undefined) {
    if (error === null) return <Skeleton lines={lines} label={`Loading ${what}`} />;
    return <ReadError error={error} what={what} onRetry={() => void query.refetch()} />;
  }
  return (
    <>
      {error !== null && <StaleNotice error={error} what={what} since={query.dataUpdatedAt} />}
      {children(data)}
    </>
  );
}

function ReadError({ error, what, onRetry }: { error: unknown; what: string; onRetry: () => void }) {
  const { status, message } = asApiError(error);
  if (status === 401) return <Skeleton label="Signing in" />;
  if (status === 403) {
    return (
      <Blank icon="lock-outline" title={`You do not have the right to see ${what}`}>
        <p>Ask an administrator for the right.</p>
      </Blank>
    );
  }
  if (status === 404) {
    return (
      <Blank icon="map-marker-question-outline" title={message}>
        <p>It may have been deleted, or the address is wrong.</p>
      </Blank>
    );
  }
  return (
    <div className="card-body">
      <ErrorNotice error={error} what={`Could not read ${what}`} onRetry={onRetry} />
    </div>
  );
}

function StaleNotice({ error, what, since }: { error: unknown; what: string; since: number }) {
  const shown = asApiError(error);
  // The frame says once for all views that the server is silent.
  if (shown.isOffline) return null;
  return (
    <Notice tone="caution">
      <strong>{shown.message}</strong>
      {' – showing '}
      {what} as read <RelativeTime at={new Date(toServerTime(since)).toISOString()} />. This page tries again
      by itself.
    </Notice>
  );
}
