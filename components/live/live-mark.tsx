'use client';

import { useLiveStatus } from './live-provider.tsx';
import type { LiveStatus } from './polling.ts';

const WORDS: Record<LiveStatus, { readonly text: string; readonly title: string }> = {
  connecting: { text: 'Connecting', title: 'Connecting for live updates' },
  live: { text: 'Live', title: 'Changes appear by themselves' },
  offline: {
    text: 'Not live',
    title: 'No live connection: the page asks every 30 seconds, every 5 while syncing',
  },
};

/** Whether changes come by themselves. */
export function LiveMark() {
  const status = useLiveStatus();
  const { text, title } = WORDS[status];
  return (
    <span className="live-mark" data-live={status} title={title}>
      {text}
    </span>
  );
}
