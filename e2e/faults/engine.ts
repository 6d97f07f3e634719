import { eq } from 'drizzle-orm';
import { afterAll } from 'vitest';
import { runResults, runs, type RunResultRow, type RunRow } from '#db/schema/index.ts';
import { triggerInput, type TriggerInput } from '#server/domain/wire/run.ts';
import type { HeldLease } from '#server/jobs/lease.ts';
import { startWorker } from '#server/jobs/worker.ts';
import { listenForNotices } from '#server/live/listen.ts';
import { createLog } from '#server/log.ts';
import type { Context } from '#server/services/context.ts';
import { triggerSync } from '#server/services/sync/trigger-sync.ts';
import { executeRun } from '#server/sync/run.ts';
import type { RunDeps } from '#server/sync/run-context.ts';
import type { Harness } from '../suites/fabric-under-test.ts';

export type EndedRun = RunRow & { readonly results: RunResultRow[] };

/** What a case changes of what the process lends to its runs. */
export type Overrides = Partial<Pick<RunDeps, 'requestTimeoutMs' | 'outbound'>>;

interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

export interface Engine {
  /** The harness's context, with the log that `lines` reads. */
  readonly ctx: Context;
  lines(): LogLine[];
  /** Triggers a run; a worker of the product takes it. */
  start(
    fabricId: number,
    input?: Partial<TriggerInput>,
  ): Promise<{ runId: number; ended: Promise<EndedRun> }>;
  /** The same to its end. */
  sync(fabricId: number, overrides?: Overrides, input?: Partial<TriggerInput>): Promise<EndedRun>;
  /** What its worker holds of a run that is under way. */
  leaseOf(runId: number): HeldLease | undefined;
}

/** The product's worker and engine, as a process has them, on the harness's database; its log kept. */
export function startEngine({ ctx: given, env }: Pick<Harness, 'ctx' | 'env'>): Engine {
  const written: string[] = [];
  const log = createLog('trace', { write: (line) => void written.push(line) });
  const ctx: Context = { ...given, log };
  const overrides = new Map<number, Overrides>();
  const leases = new Map<number, HeldLease>();
  const waiting = new Map<number, () => void>();
  const finished = new Set<number>();

  const notices = listenForNotices(env.DATABASE_URL, log);
  const worker = startWorker({
    db: ctx.db,
    log,
    slots: 4,
    listen: notices.subscribe,
    async execute(run, lease) {
      leases.set(run.id, lease);
      try {
        await executeRun({ ...ctx, ...overrides.get(run.fabricId) }, run, lease);
      } finally {
        leases.delete(run.id);
        finished.add(run.id);
        waiting.get(run.id)?.();
      }
    },
  });
  afterAll(async () => {
    await worker.stop(0);
    await notices.close();
  });

  async function untilWorkerIsDone(runId: number): Promise<void> {
    if (finished.has(runId)) return;
    await new Promise<void>((done) => waiting.set(runId, done));
  }

  async function start(fabricId: number, input: Partial<TriggerInput> = {}) {
    const { task_id } = await triggerSync(ctx, fabricId, triggerInput.parse(input));
    const [queued] = await ctx.db.select({ id: runs.id }).from(runs).where(eq(runs.taskId, task_id));
    if (queued === undefined) throw new Error(`${task_id} is not there`);
    const ended = async (): Promise<EndedRun> => {
      await untilWorkerIsDone(queued.id);
      const [run] = await ctx.db.select().from(runs).where(eq(runs.id, queued.id));
      if (run === undefined) throw new Error(`${task_id} is gone`);
      const results = await ctx.db.select().from(runResults).where(eq(runResults.runId, run.id));
      return { ...run, results };
    };
    return { runId: queued.id, ended: ended() };
  }

  return {
    ctx,
    lines: () => written.map((line) => JSON.parse(line) as LogLine),
    start,
    async sync(fabricId, changed = {}, input = {}) {
      overrides.set(fabricId, changed);
      return await (
        await start(fabricId, input)
      ).ended;
    },
    leaseOf: (runId) => leases.get(runId),
  };
}
