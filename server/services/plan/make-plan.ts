import { eq } from 'drizzle-orm';
import { fabrics, repositories, type FabricRow, type RepositoryRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import { basisOf } from '#server/domain/plan/plan-basis.ts';
import type { PlanAnswer, PlanInputBody } from '#server/domain/wire/plan.ts';
import { fabricNotFound, requireFabric } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { describePlan } from '#server/services/plan/describe-plan.ts';
import { keepPlan } from '#server/services/plan/keep-plan.ts';
import { inPlanSlot } from '#server/services/plan/plan-slots.ts';
import { readPlan } from '#server/services/plan/read-plan.ts';
import { dryRun, type DryRunContext } from '#server/sync/dry-run.ts';
import { planSettings } from '#server/sync/prepare/plan-settings.ts';

/** From the first byte to the last: clients wait a minute. */
const LIMIT_MS = 50_000;

/**
 * What a run would do now, kept so that a run can be held to it. Makes no run, writes nothing to the cluster, and leaves the
 * stored desired state as it is.
 * @param caller fires when whoever asked is gone
 * @throws AppError NOT_FOUND, SYNC_NOT_READY, PLANS_BUSY, PLAN_TIMEOUT, and what a run would meet on its way: K8S_*, GIT_*
 */
export async function makePlan(
  ctx: Context,
  fabricId: number,
  input: PlanInputBody,
  { caller, limitMs = LIMIT_MS }: { readonly caller?: AbortSignal; readonly limitMs?: number } = {},
): Promise<PlanAnswer> {
  requireFabric(ctx.actor, fabricId, 'view');
  const source = await readSource(ctx, fabricId);
  const asked = { force: input.force, selection: input.selection ?? null };
  return await inPlanSlot(ctx.actor.name, async () => {
    const started = performance.now();
    const { prepared, notes } = await withinTime(caller, limitMs, (signal) =>
      dryRun({ ...lent(ctx), ...source, asked, signal }),
    );
    const id = await keepPlan(ctx.db, {
      fabricId,
      actor: ctx.actor.name,
      commit: prepared.desired.commit,
      asked,
      basis: basisOf(prepared.plan, planSettings(source)),
      ...describePlan({ fabric: source.fabric, asked }, prepared, notes),
    });
    const made = await readPlan(ctx, fabricId, id);
    const ms = Math.round(performance.now() - started);
    ctx.log.info({ fabricId, planId: id, summary: made.summary, ms }, 'plan made');
    return made;
  });
}

interface Source {
  readonly fabric: FabricRow;
  readonly repository: RepositoryRow | null;
}

async function readSource({ db }: Context, fabricId: number): Promise<Source> {
  const [source] = await db
    .select({ fabric: fabrics, repository: repositories })
    .from(fabrics)
    .leftJoin(repositories, eq(repositories.id, fabrics.gitRepositoryId))
    .where(eq(fabrics.id, fabricId));
  if (source === undefined) throw fabricNotFound(fabricId);
  if (source.fabric.kubernetesServer === null || source.fabric.kubernetesServer.trim() === '') {
    throw new AppError('SYNC_NOT_READY', {
      why: 'Kubernetes server not configured',
      required_config: 'kubernetes_server',
    });
  }
  return source;
}

function lent(ctx: Context): Omit<DryRunContext, keyof Source | 'asked' | 'signal'> {
  const { db, sealer, outbound, allowFileRepositories, dataDir } = ctx;
  return { db, sealer, outbound, allowFileRepositories, dataDir };
}

async function withinTime<T>(
  caller: AbortSignal | undefined,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = AbortSignal.timeout(limitMs);
  const signal = caller === undefined ? limit : AbortSignal.any([limit, caller]);
  try {
    return await work(signal);
  } catch (error) {
    if (limit.aborted) throw new AppError('PLAN_TIMEOUT', { seconds: limitMs / 1_000 }, { cause: error });
    if (signal.aborted)
      throw new AppError('SYNC_CANCELLED', { who: 'the client that asked' }, { cause: error });
    throw error;
  }
}
