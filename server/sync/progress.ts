import { sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { runs } from '#db/schema/index.ts';
import { storable } from '#db/stored-json.ts';
import { QUEUED_PROGRESS, type ProgressNote, type RunProgress, type StepRecord } from '#server/domain/run.ts';
import { RUN_STEPS, type RunStep, type StepStatus } from '#server/domain/words.ts';
import type { ReachPlace } from '#server/fault-point.ts';
import type { HeldLease } from '#server/jobs/lease.ts';
import { holdsLease } from '#server/state/end-run.ts';
import { notification } from '#server/state/notify.ts';
import { despiteOutage } from '#server/sync/despite-outage.ts';
import { PROGRESS_EVERY_MS } from '#server/sync/limits.ts';
import { noticeEnd } from '#server/sync/notice-end.ts';

/** Where the bar stands when a step begins; the next step's figure is its end. */
const STARTS_AT: Record<RunStep, number> = {
  connect: 0,
  fetch: 5,
  validate: 15,
  read: 20,
  plan: 35,
  apply: 40,
  verify: 85,
  record: 97,
};
/** Even when nothing moves, people see that the run lives. */
const HEARTBEAT_MS = 10_000;

export interface ProgressReporter {
  /** Begins a step and completes the one before. Written beside the work. @throws what an earlier write failed with */
  begin(step: RunStep, message: string): void;
  /** Progress inside the step, 0 to 1; written at most four times a second. */
  advance(fraction: number, message: string): void;
  /** Something people should know though the run goes on. */
  note(level: ProgressNote['level'], message: string): void;
  /** Ends the present step; nothing is written any more. */
  finish(status: Extract<StepStatus, 'completed' | 'failed'>, message?: string): Promise<void>;
  readonly steps: readonly StepRecord[];
  readonly current: RunProgress;
}

/** Keeps a run's progress in its row, under its lease; a refused write means that the run is not ours any more. */
export function createProgress(
  db: Database,
  lease: HeldLease,
  fabricId: number,
  atPlace: ReachPlace = () => {},
): ProgressReporter {
  let progress: RunProgress = { ...QUEUED_PROGRESS, message: 'Starting' };
  let steps: StepRecord[] = RUN_STEPS.map((step) => ({
    step,
    status: 'pending',
    message: '',
    startedAt: null,
    durationMs: null,
  }));
  const startedAt = performance.now();
  let stepStarted = startedAt;
  let currentStep: RunStep | null = null;
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  let waits = false;
  let broken: { readonly reason: unknown } | null = null;

  const write = async (): Promise<void> => {
    // One statement: the news goes with what it tells of, and a step costs one round trip.
    const kept = await despiteOutage(lease, () =>
      db.execute(sql`
        with kept as (
          update ${runs} set progress = ${JSON.stringify(progress)}::jsonb, steps = ${JSON.stringify(steps)}::jsonb
          where ${holdsLease(lease)} returning 1)
        select ${notification({ t: 'progress', id: fabricId })} from kept`),
    );
    if (kept.length === 0) {
      await noticeEnd(db, lease);
      lease.signal.throwIfAborted();
    }
  };
  const writeAfter = async (former: Promise<void>): Promise<void> => {
    await former;
    waits = false;
    try {
      await write();
    } catch (reason) {
      broken ??= { reason };
    }
  };
  /** Writes follow each other, so that an older state never lands on a newer one; one that waits takes the newest along. */
  const enqueue = (): void => {
    if (waits) return;
    waits = true;
    writing = writeAfter(writing);
  };
  const soon = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      enqueue();
    }, PROGRESS_EVERY_MS);
  };
  const heartbeat = setInterval(soon, HEARTBEAT_MS);

  const update = (step: RunStep, change: Partial<StepRecord>): void => {
    steps = steps.map((record) => (record.step === step ? { ...record, ...change } : record));
  };
  const close = (status: StepStatus, message?: string): void => {
    if (currentStep === null) return;
    update(currentStep, {
      status,
      durationMs: Math.round(performance.now() - stepStarted),
      ...(message === undefined ? {} : { message }),
    });
  };
  const setBar = (percentage: number, message: string): void => {
    const rounded = Math.max(progress.percentage, Math.min(100, Math.round(percentage)));
    const elapsed = performance.now() - startedAt;
    progress = {
      ...progress,
      percentage: rounded,
      message,
      stepsCompleted: steps.filter((record) => record.status === 'completed').length,
      // From the share done so far; early figures would be noise.
      estimatedCompletion:
        rounded < 10 ? null : new Date(Date.now() + (elapsed * (100 - rounded)) / rounded).toISOString(),
    };
  };

  return {
    begin(step, message) {
      if (broken !== null) throw broken.reason;
      close('completed');
      atPlace(`before-${step}`);
      currentStep = step;
      stepStarted = performance.now();
      update(step, { status: 'running', message, startedAt: new Date().toISOString() });
      setBar(STARTS_AT[step], message);
      enqueue();
      atPlace(step);
    },
    advance(fraction, message) {
      if (currentStep === null) return;
      const next = RUN_STEPS[RUN_STEPS.indexOf(currentStep) + 1];
      const from = STARTS_AT[currentStep];
      const to = next === undefined ? 100 : STARTS_AT[next];
      update(currentStep, { message });
      setBar(from + (to - from) * Math.min(1, Math.max(0, fraction)), message);
      soon();
    },
    note(level, message) {
      const errors = [
        ...progress.errors,
        { level, message: storable(shortened(message)), timestamp: new Date().toISOString() },
      ];
      progress = { ...progress, errors: errors.slice(-MOST_NOTES) };
      soon();
    },
    async finish(status, message) {
      clearInterval(heartbeat);
      if (timer !== null) clearTimeout(timer);
      close(status, message);
      if (status === 'completed') setBar(100, 'Synchronization completed');
      await writing;
    },
    get steps() {
      return steps;
    },
    get current() {
      return progress;
    },
  };
}

/** A run's progress stays under 10 KB, which is written and sent again with each step: what is longer stands in the results. */
const MOST_NOTES = 20;
const LONGEST_NOTE_CHARACTERS = 300;

function shortened(message: string): string {
  if (message.length <= LONGEST_NOTE_CHARACTERS) return message;
  return `${message.slice(0, LONGEST_NOTE_CHARACTERS - 1)}…`;
}
