'use client';

import { useSyncExternalStore } from 'react';
import { onReachability, reachability } from '#components/api/reachability.ts';
import { RelativeTime } from '#components/time/relative-time.tsx';
import { toServerTime } from '#components/time/server-clock.ts';
import { Notice } from '#components/ui/notice.tsx';

const ONLINE = { reached: true, lastAnswerAt: null } as const;

/** Said once for the whole page while the server does not answer; what is shown is then old. */
export function OfflineNotice() {
  const { reached, lastAnswerAt } = useSyncExternalStore(onReachability, reachability, () => ONLINE);
  if (reached) return null;
  return (
    <Notice tone="caution" assertive>
      <strong>Offline:</strong> the server does not answer.{' '}
      {lastAnswerAt !== null && (
        <>
          What you see was read <RelativeTime at={new Date(toServerTime(lastAnswerAt)).toISOString()} />.{' '}
        </>
      )}
      This page tries again by itself.
    </Notice>
  );
}
