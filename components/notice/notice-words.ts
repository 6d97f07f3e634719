import type { NoticeKind } from '#server/domain/words.ts';

/** Kinds as people choose them in a filter. */
export const NOTICE_KIND_WORDS: Record<NoticeKind, string> = {
  never_synced_over_5min: 'Never synced',
  overdue_3_intervals: 'Overdue',
  breaker_open: 'Runs paused',
  credentials_refused: 'Credentials refused',
  mass_prune_refused: 'Mass deletion refused',
  schedule_stopped: 'Runs stopped',
  credentials_expire: 'Credentials expire',
};
