import { liveMessages, type LiveMessage, type LiveMessageType } from '#server/domain/wire/live.ts';

export const LIVE_TYPES = Object.keys(liveMessages) as LiveMessageType[];

/** A message from the socket, checked; null when it is not one of the contract's. */
export function readLiveMessage(type: string, payload: unknown): LiveMessage | null {
  if (!Object.hasOwn(liveMessages, type)) return null;
  const known = type as LiveMessageType;
  const parsed = liveMessages[known].safeParse(payload);
  return parsed.success ? ({ type: known, payload: parsed.data } as LiveMessage) : null;
}

const STATE_WORDS = ['fabric', 'fabrics', 'runs', 'run', 'transitions', 'audit-events'] as const;

const WORDS: Record<LiveMessageType, readonly string[]> = {
  'notice.changed': ['notices'],
  'sync.status_update': STATE_WORDS,
  'sync.error': STATE_WORDS,
  'sync.completed': [...STATE_WORDS, 'resources', 'resource', 'repository', 'repositories'],
  // Progress itself is patched into what is shown; only the run's steps are read again.
  'sync.progress_update': ['run'],
};

/** First words of the cache keys that a message makes stale: messages say "look again", the API says what is. */
export function wordsToInvalidate(type: LiveMessageType): readonly string[] {
  return WORDS[type];
}
