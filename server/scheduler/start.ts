import { within } from '#server/jobs/within.ts';
import type { Log } from '#server/log.ts';
import { removeExpiredPlans } from '#server/services/plan/keep-plan.ts';
import { checkHealth } from '#server/scheduler/health-check.ts';
import { cleanUp, type Keep } from '#server/scheduler/clean-up/clean-up.ts';
import { endUnclaimedRuns } from '#server/scheduler/end-unclaimed-runs.ts';
import { lookAtLatePushes } from '#server/services/push/push-looks.ts';
import { tick } from '#server/scheduler/tick.ts';
import { endStrandedRuns } from '#server/scheduler/watchdog.ts';
import type { RunDeps } from '#server/sync/run-context.ts';

/** Longer than the longest round; one that never ends must not end the loop. */
const ROUND_LIMIT_MS = 150_000;
const TICK_MS = 1_000;
const WATCHDOG_MS = 5_000;
const WINDOWS_MS = 5_000;
const CLEAN_UP_MS = 3_600_000;
const KEPT_BY_DEFAULT: Keep = { days: 90, runs: 2_000, auditDays: 365 };
const HEALTH_MS = 5_000;
const PUSHES_MS = 5_000;
const PLANS_MS = 60_000;
/** Expired plans removed at once: with their items they are megabytes. */
const PLANS_AT_ONCE = 50;

export interface Scheduler {
  /** Resolves when no tick is under way any more. */
  stop(): Promise<void>;
}

/**
 * The loops that time drives; `clusters` = also those that contact clusters. Any number of processes may run them, and every one
 * does: with the last worker gone, runs that wait or lost theirs are still ended. Each waits for its last round before the next; a failed round is logged
 * and tried again.
 */
export function startScheduler(
  deps: RunDeps & { readonly keep?: Keep },
  { clusters }: { readonly clusters: boolean } = { clusters: true },
): Scheduler {
  const { db, log } = deps;
  const stopping = new AbortController();
  const loops = [
    everyMs(TICK_MS, () => tick(db, log), log, 'scheduler tick failed'),
    everyMs(WATCHDOG_MS, () => endStrandedRuns(db, log), log, 'watchdog failed'),
    everyMs(WINDOWS_MS, () => endUnclaimedRuns(db, log), log, 'runs outside of their windows not ended'),
    everyMs(CLEAN_UP_MS, () => cleanUp(db, log, deps.keep ?? KEPT_BY_DEFAULT), log, 'clean-up failed'),
    everyMs(PLANS_MS, () => removeExpiredPlans(db, PLANS_AT_ONCE), log, 'expired plans not removed'),
    ...(clusters
      ? [
          everyMs(HEALTH_MS, () => checkHealth(deps, stopping.signal), log, 'health checks failed'),
          everyMs(
            PUSHES_MS,
            () => lookAtLatePushes(deps),
            log,
            'pushes that were left over not looked after',
          ),
        ]
      : []),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

function everyMs(ms: number, round: () => Promise<unknown>, log: Log, failed: string): Scheduler {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void>;
  const next = async (): Promise<void> => {
    try {
      await within(ROUND_LIMIT_MS, round());
    } catch (error) {
      log.warn({ err: error }, failed);
    }
    if (stopped) return;
    timer = setTimeout(() => {
      current = next();
    }, ms);
  };
  current = next();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
