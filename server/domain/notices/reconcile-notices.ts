import type { StandingNotice } from '#server/domain/notices/standing-notices.ts';
import type { NoticeKind } from '#server/domain/words.ts';

/** An occurrence that is open, as stored. */
export type OpenNotice = Pick<StandingNotice, 'kind' | 'severity' | 'title' | 'text' | 'advice'> & {
  readonly id: number;
};

export interface NoticeChanges<T extends OpenNotice> {
  readonly open: readonly StandingNotice[];
  readonly close: readonly T[];
  /** Occurrences that go on and of which there is something newer to say. */
  readonly refresh: readonly { readonly id: number; readonly notice: StandingNotice }[];
}

/** What a run may put right: whether it has is known at its end only. */
const DECIDED_BY_RUNS: ReadonlySet<NoticeKind> = new Set([
  'breaker_open',
  'credentials_refused',
  'mass_prune_refused',
  'schedule_stopped',
]);

/** What to open, close and reword, so that an occurrence is told once: when it begins, and when it has ended. */
export function reconcileNotices<T extends OpenNotice>(
  stored: readonly T[],
  standing: readonly StandingNotice[],
  runActive: boolean,
): NoticeChanges<T> {
  const storedOf = new Map(stored.map((notice) => [notice.kind, notice]));
  const kinds = new Set(standing.map(({ kind }) => kind));
  return {
    open: standing.filter(({ kind, opens }) => opens && !storedOf.has(kind)),
    close: stored.filter(({ kind }) => !kinds.has(kind) && !(runActive && DECIDED_BY_RUNS.has(kind))),
    refresh: standing.flatMap((notice) => {
      const known = storedOf.get(notice.kind);
      return known === undefined || isSame(known, notice) ? [] : [{ id: known.id, notice }];
    }),
  };
}

const isSame = (a: OpenNotice, b: StandingNotice): boolean =>
  a.severity === b.severity && a.title === b.title && a.text === b.text && a.advice === b.advice;
