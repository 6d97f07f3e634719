import type { Log } from '#server/log.ts';
import { removeExpiredPlans } from '#server/services/plan/keep-plan.ts';
import { checkHealth } from '#server/scheduler/health-check.ts';
import { tick } from '#server/scheduler/tick.ts';
import { endStrandedRuns } from '#server/scheduler/watchdog.ts';
import type { RunDeps } from '#server/sync/run-context.ts';

const TICK_MS = 1_000;
const WATCHDOG_MS = 5_000;
const HEALTH_MS = 5_000;
const PLANS_MS = 60_000;
/** Expired plans removed at once: with their items they are megabytes. */
const PLANS_AT_ONCE = 50;

export interface Scheduler {
  /** Resolves when no tick is under way any more. */
  stop(): Promise<void>;
}

/** The loops that time drives. Each waits for its last round before the next; a failed round is logged and tried again. */
export function startScheduler(deps: RunDeps): Scheduler {
  const { db, log } = deps;
  const loops = [
    everyMs(TICK_MS, () => tick(db, log), log, 'scheduler tick failed'),
    everyMs(WATCHDOG_MS, () => endStrandedRuns(db, log), log, 'watchdog failed'),
    everyMs(PLANS_MS, () => removeExpiredPlans(db, PLANS_AT_ONCE), log, 'expired plans not removed'),
    everyMs(HEALTH_MS, () => checkHealth(deps), log, 'health checks failed'),
  ];
  return {
    async stop() {
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
      await round();
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
