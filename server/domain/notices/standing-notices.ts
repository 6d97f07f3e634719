import { errorDefinition, isErrorCode } from '#server/domain/errors.ts';
import { isConfigured, type SyncStateInputs } from '#server/domain/sync-state.ts';
import type { JsonObject } from '#server/domain/resource.ts';
import type { SyncWindow } from '#server/domain/window/sync-window.ts';
import { nextOpening, openSince } from '#server/domain/window/window.ts';
import type { NoticeKind, NoticeSeverity } from '#server/domain/words.ts';

/**
 * What a person should know about a fabric without looking (SPEC sections 2 and 3). Nothing of a fabric that is switched off or
 * not configured; at interval 0 nobody waits for a run, so lateness, an open breaker and a stopped schedule are none.
 *
 * | kind                   | stands while                                                        |
 * | ---------------------- | ------------------------------------------------------------------- |
 * | never_synced_over_5min | it could have been verified for more than 5 min and never was       |
 * | overdue_3_intervals    | the last verified run is older than 3 intervals                     |
 * | breaker_open           | the breaker is not closed: its wait, and until the trial succeeded  |
 * | credentials_refused    | the standing error is that the cluster or Git refused who we are    |
 * | mass_prune_refused     | the standing error is a mass prune that waits for consent           |
 * | schedule_stopped       | automatic runs are stopped by an error that is neither of these two |
 * | credentials_expire     | a token or certificate says itself that it expires within 7 days    |
 */
export interface NoticeInputs extends SyncStateInputs {
  /** Since when the first verified run is awaited; null = it is not. */
  readonly waitingSince: Date | null;
  readonly syncWindows: readonly SyncWindow[];
  readonly errorCode: string | null;
  readonly errorAdvice: string | null;
  /** No automatic run until a person, or a change of what failed, takes the schedule up again. */
  readonly scheduleStopped: boolean;
  readonly breakerFailures: number;
  readonly breakerOpenUntil: Date | null;
  readonly credentialsExpireAt: Date | null;
}

export interface StandingNotice {
  readonly kind: NoticeKind;
  readonly severity: NoticeSeverity;
  readonly title: string;
  readonly text: string;
  readonly advice: string;
  readonly data: JsonObject;
  /** False: an occurrence that is open goes on, but none begins: closed sync windows make lateness wanted. */
  readonly opens: boolean;
}

const NEVER_SYNCED_LIMIT_MS = 5 * 60_000;
const OVERDUE_INTERVALS = 3;
const EXPIRY_WARNING_MS = 7 * 86_400_000;

const REFUSED_CODES = [
  'K8S_AUTH_INVALID_TOKEN',
  'K8S_AUTH_TOKEN_EXPIRED',
  'K8S_AUTH_INSUFFICIENT_PERMISSIONS',
  'GIT_AUTH_FAILED',
] as const;

type Limit = Pick<NoticeInputs, 'lastSync' | 'syncInterval' | 'syncWindows' | 'waitingSince'>;

/** What lateness is counted from, and how much of it is too much; null = nothing is awaited. */
function lateness(
  fabric: Limit,
): { readonly kind: NoticeKind; readonly since: Date; readonly limitMs: number } | null {
  if (fabric.syncInterval <= 0) return null;
  if (fabric.lastSync !== null) {
    const limitMs = OVERDUE_INTERVALS * fabric.syncInterval * 1_000;
    return { kind: 'overdue_3_intervals', since: fabric.lastSync, limitMs };
  }
  if (fabric.waitingSince === null) return null;
  return { kind: 'never_synced_over_5min', since: fabric.waitingSince, limitMs: NEVER_SYNCED_LIMIT_MS };
}

const latestOf = (a: Date, b: Date | null): Date => (b !== null && b.getTime() > a.getTime() ? b : a);

/** The moment from which on a fabric is too late: counted from the last opening of its windows; null = not while they are closed. */
function lateFrom(fabric: Limit, since: Date, limitMs: number, now: Date): Date | null {
  const open = openSince(fabric.syncWindows, now);
  if (open === 'closed') return null;
  // One millisecond past the limit: at the limit itself it is not over.
  return new Date(latestOf(since, open).getTime() + limitMs + 1);
}

/** Moments after `now` at which time alone may begin a notice, or allow one to begin. */
export function escalationMoments(fabric: NoticeInputs, now: Date): Date[] {
  if (!isConfigured(fabric) || !fabric.syncEnabled) return [];
  const moments: Date[] = [];
  const late = lateness(fabric);
  if (late !== null) {
    const moment = lateFrom(fabric, late.since, late.limitMs, now);
    const opening = moment === null ? nextOpening(fabric.syncWindows, now) : null;
    if (moment !== null) moments.push(moment);
    if (opening !== null) moments.push(new Date(opening.at.getTime() + late.limitMs + 1));
  }
  if (fabric.credentialsExpireAt !== null) {
    const expiry = fabric.credentialsExpireAt.getTime();
    moments.push(new Date(expiry - EXPIRY_WARNING_MS), new Date(expiry));
  }
  return moments.filter((moment) => moment.getTime() > now.getTime());
}

/** The notices that stand at `now`; at most one a kind. */
export function standingNotices(fabric: NoticeInputs, now: Date): StandingNotice[] {
  if (!isConfigured(fabric) || !fabric.syncEnabled) return [];
  return [
    latenessNotice(fabric, now),
    breakerNotice(fabric),
    errorNotice(fabric),
    expiryNotice(fabric, now),
  ].filter((notice) => notice !== null);
}

const clock = (moment: Date): string => `${moment.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

function latenessNotice(fabric: NoticeInputs, now: Date): StandingNotice | null {
  const late = lateness(fabric);
  if (late === null || now.getTime() - late.since.getTime() <= late.limitMs) return null;
  const from = lateFrom(fabric, late.since, late.limitMs, now);
  const opens = from !== null && from.getTime() <= now.getTime();
  const advice =
    'Look at what the fabric says about why; if it waits for a worker, check that a worker process runs';
  const common = { severity: 'critical', advice, opens } as const;
  if (late.kind === 'never_synced_over_5min') {
    return {
      ...common,
      kind: late.kind,
      title: 'Not synced for the first time within 5 minutes',
      text: `The fabric could have synced since ${clock(late.since)} and was never verified.`,
      data: { waiting_since: late.since.toISOString() },
    };
  }
  return {
    ...common,
    kind: late.kind,
    title: `Not synced for ${OVERDUE_INTERVALS} intervals`,
    text: `The cluster was last verified at ${clock(late.since)}; the sync interval is ${fabric.syncInterval} s.`,
    data: { last_sync: late.since.toISOString(), sync_interval: fabric.syncInterval },
  };
}

function breakerNotice(fabric: NoticeInputs): StandingNotice | null {
  if (fabric.breakerOpenUntil === null || fabric.syncInterval <= 0) return null;
  return {
    kind: 'breaker_open',
    severity: 'critical',
    title: 'Automatic runs are paused',
    text: `${fabric.breakerFailures} runs in a row could not reach the cluster. One trial is made every 5 minutes; Sync Now is a trial too.`,
    advice: fabric.errorAdvice ?? 'Check that the cluster can be reached from this server',
    data: { failures: fabric.breakerFailures, error_code: fabric.errorCode },
    opens: true,
  };
}

/** One at most: a refusal that stops the schedule too is told by its own kind. */
function errorNotice(fabric: NoticeInputs): StandingNotice | null {
  const code = fabric.errorCode;
  if (code === null || !isErrorCode(code)) return null;
  const text = (fabric.connectionError ?? '').trim() || (fabric.syncError ?? '').trim();
  const common = {
    severity: 'critical',
    text: text || code,
    advice: fabric.errorAdvice ?? errorDefinition(code).advice,
    data: { error_code: code },
    opens: true,
  } as const;
  if (code === 'SYNC_MASS_PRUNE_REFUSED') {
    return { ...common, kind: 'mass_prune_refused', title: 'A mass deletion waits for consent' };
  }
  if ((REFUSED_CODES as readonly string[]).includes(code)) {
    const who = code === 'GIT_AUTH_FAILED' ? 'Git host' : 'cluster';
    return { ...common, kind: 'credentials_refused', title: `The ${who} refused the credentials` };
  }
  if (!fabric.scheduleStopped || fabric.syncInterval <= 0) return null;
  return { ...common, kind: 'schedule_stopped', title: 'Automatic runs are stopped' };
}

function expiryNotice(fabric: NoticeInputs, now: Date): StandingNotice | null {
  const expiry = fabric.credentialsExpireAt;
  if (expiry === null || expiry.getTime() - now.getTime() > EXPIRY_WARNING_MS) return null;
  const expired = expiry.getTime() <= now.getTime();
  return {
    kind: 'credentials_expire',
    severity: expired ? 'critical' : 'warning',
    title: expired
      ? 'The credentials of the cluster have expired'
      : 'The credentials of the cluster expire soon',
    text: `They say themselves that they ${expired ? 'expired' : 'expire'} at ${clock(expiry)}.`,
    advice: 'Make new ones and enter them in the configuration of the fabric',
    data: { expires_at: expiry.toISOString() },
    opens: true,
  };
}
