import { isOpen } from '#server/domain/circuit-breaker.ts';
import { errorDefinition, type ErrorCode } from '#server/domain/errors.ts';
import { newHeadPatch, type HeadInputs, type HeadPatch } from '#server/domain/push/new-head.ts';

/** What a health check found of a fabric's cluster and source; null = not asked. */
export interface HealthFindings {
  readonly cluster:
    | { readonly ok: true }
    | { readonly ok: false; readonly code: ErrorCode; readonly message: string; readonly advice: string };
  /** Commit that the branch points at; null = no Git source, or it did not answer. */
  readonly head: string | null;
}

export interface HealthInputs extends HeadInputs {
  readonly connectionError: string | null;
  readonly syncError: string | null;
  readonly errorByHealthCheck: boolean;
  readonly breakerFailures: number;
  readonly breakerOpenUntil: Date | null;
  readonly lastAttemptAt: Date | null;
  /** Seconds; 0 = manual only. */
  readonly syncInterval: number;
  /** Null = the inventory is the source. */
  readonly gitRepositoryId: number | null;
}

export interface HealthPatch extends HeadPatch {
  readonly connectionError?: string | null;
  readonly errorCode?: ErrorCode | null;
  readonly errorAdvice?: string | null;
  readonly errorRunId?: null;
  readonly errorByHealthCheck?: boolean;
  readonly breakerOpenUntil?: null;
}

const isBlank = (text: string | null): boolean => text === null || text.trim() === '';

/**
 * What a health check changes (SPEC sections 3, 4 and 8): it marks a healthy fabric whose cluster cannot be reached, clears only
 * what it marked itself, ends the wait of an open breaker when the cluster answers, takes up a schedule that was stopped by what
 * it finds well again, and lets a new commit end a retry series or a stop. It never counts as a failure.
 */
export function healthPatch(fabric: HealthInputs, found: HealthFindings, now: Date): HealthPatch {
  const headPatch = found.head === null ? {} : newHeadPatch(fabric, { commit: found.head, tree: null }, now);
  return {
    ...connectionPatch(fabric, found.cluster, now),
    ...(fabric.scheduleStopped && hasPassed(fabric, found)
      ? { ...RESUMED, retryAt: afterPause(fabric, now) }
      : {}),
    ...headPatch,
  };
}

const RESUMED = { scheduleStopped: false, retryAttempt: 0 } as const;
/** A host may let us look and still refuse the run: such a fabric is not tried again with every look. */
const MOST_PAUSE_SECONDS = 900;

/** Not before the schedule would have had it run again, nor more than 15 min after the attempt that failed. */
function afterPause({ lastAttemptAt, syncInterval }: HealthInputs, now: Date): Date {
  if (lastAttemptAt === null) return now;
  const seconds = syncInterval === 0 ? MOST_PAUSE_SECONDS : Math.min(syncInterval, MOST_PAUSE_SECONDS);
  return new Date(Math.max(now.getTime(), lastAttemptAt.getTime() + seconds * 1_000));
}

/** Whether this look asked the very thing that stopped the schedule, and it went well. What else stops one, a look cannot see. */
function hasPassed({ errorCode, gitRepositoryId }: HealthInputs, { cluster, head }: HealthFindings): boolean {
  if (errorCode === 'K8S_TLS_FAILED') return cluster.ok;
  // The branch was read with the stored credentials: a Git host that refuses for a while stops no fabric for good.
  if (errorCode === 'GIT_AUTH_FAILED' || errorCode === 'GIT_REF_NOT_FOUND') return head !== null;
  if (errorCode === 'ADDRESS_REFUSED') return cluster.ok && (gitRepositoryId === null || head !== null);
  return false;
}

function connectionPatch(fabric: HealthInputs, cluster: HealthFindings['cluster'], now: Date): HealthPatch {
  const isHealthy = isBlank(fabric.connectionError) && isBlank(fabric.syncError);
  if (!cluster.ok) {
    // Refusals of what we ask for are a run's to find; here only whether the cluster can be reached.
    if (errorDefinition(cluster.code).kept !== 'connection_error') return {};
    if (!isHealthy && !fabric.errorByHealthCheck) return {};
    return {
      connectionError: cluster.message,
      errorCode: cluster.code,
      errorAdvice: cluster.advice,
      errorRunId: null,
      errorByHealthCheck: true,
    };
  }
  const breaker = { failures: fabric.breakerFailures, openUntil: fabric.breakerOpenUntil };
  return {
    ...(fabric.errorByHealthCheck
      ? {
          connectionError: null,
          errorCode: null,
          errorAdvice: null,
          errorRunId: null,
          errorByHealthCheck: false,
        }
      : {}),
    ...(isOpen(breaker, now) ? { breakerOpenUntil: null } : {}),
  };
}
