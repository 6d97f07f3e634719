import { isAppError } from '#server/domain/app-error.ts';
import {
  CHECK_IDS,
  CHECKS,
  combineChecks,
  describeCheck,
  skippedFor,
  type Check,
  type CheckId,
  type Verdict,
} from '#server/domain/preflight.ts';
import type { Preflight } from '#server/domain/wire/preflight.ts';
import type { Log } from '#server/log.ts';
import type { Context } from '#server/services/context.ts';
import { findFabric } from '#server/services/fabrics/read-fabric.ts';
import {
  checkEveryRight,
  checkFields,
  checkKinds,
  checkNamespace,
  checkWebhooks,
} from '#server/services/preflight/cluster-checks.ts';
import {
  checkClock,
  checkConfigured,
  checkIdentity,
  checkReachable,
  checkTls,
  checkTokenExpiry,
  checkVersion,
} from '#server/services/preflight/connection-checks.ts';
import { checkDatabase, checkGit } from '#server/services/preflight/local-checks.ts';
import { openSession, type PreflightSession } from '#server/services/preflight/preflight-session.ts';

/** Over all checks together. */
const LIMIT_MS = 30_000;

const RUN: Readonly<Record<CheckId, (session: PreflightSession) => Promise<Verdict>>> = {
  configured: checkConfigured,
  reachable: checkReachable,
  tls: checkTls,
  clock: checkClock,
  identity: checkIdentity,
  token_expiry: checkTokenExpiry,
  version: checkVersion,
  namespace: checkNamespace,
  kinds: checkKinds,
  rights: checkEveryRight,
  fields: checkFields,
  webhooks: checkWebhooks,
  git: checkGit,
  database: checkDatabase,
};

/**
 * Goes through the checklist of a fabric: what a sync needs, looked at without writing anything. Every failure is a result;
 * checks that wait for a failed one are skipped. At most 30 s. @throws AppError FORBIDDEN, NOT_FOUND for a fabric that does not exist
 */
export async function runPreflight(
  ctx: Context,
  fabricId: number,
  { limitMs = LIMIT_MS }: { readonly limitMs?: number } = {},
): Promise<Preflight> {
  const { fabric } = await findFabric(ctx, fabricId, 'operate');
  const startedAt = new Date();
  const started = performance.now();
  const session = openSession(ctx, fabric, AbortSignal.timeout(limitMs));
  try {
    const checks = await runChecks(session);
    const { passed, counts, summary } = combineChecks(checks);
    return {
      fabric_id: fabric.id,
      fabric_name: fabric.name,
      passed,
      summary,
      counts,
      checks,
      started_at: startedAt.toISOString(),
      duration_ms: Math.round(performance.now() - started),
    };
  } finally {
    await session.close();
  }
}

async function runChecks(session: PreflightSession): Promise<Check[]> {
  const begun = new Map<CheckId, Promise<Check>>();
  const begin = (id: CheckId): Promise<Check> => {
    const running = begun.get(id) ?? runCheck(id);
    begun.set(id, running);
    return running;
  };
  async function runCheck(id: CheckId): Promise<Check> {
    const needs = await Promise.all(CHECKS[id].needs.map(begin));
    const started = performance.now();
    const verdict = skippedFor(needs) ?? (await verdictOf(id, session));
    return describeCheck(id, verdict, performance.now() - started);
  }
  return await Promise.all(CHECK_IDS.map(begin));
}

/** Settles when the time is over, whether or not the check does: a program that hangs must not hold the answer. */
async function verdictOf(id: CheckId, session: PreflightSession): Promise<Verdict> {
  const { signal } = session;
  const { promise: over, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await Promise.race([RUN[id](session), over]);
  } catch (error) {
    return failedBy(id, error, signal, session.ctx.log);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function failedBy(id: CheckId, error: unknown, signal: AbortSignal, log: Log): Verdict {
  if (signal.aborted && !isAppError(error)) {
    return {
      status: 'failed',
      detail: 'No answer before the time of the checks was over',
      advice: 'Check network connectivity and firewall rules',
    };
  }
  if (isAppError(error)) return { status: 'failed', detail: error.message, advice: error.advice };
  log.warn({ err: error, check: id }, 'a preflight check ended in a fault');
  return { status: 'failed', detail: 'The check itself met a fault; the log says more' };
}
