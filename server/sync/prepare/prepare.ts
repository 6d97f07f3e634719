import { isControllerOwned } from '#server/domain/hedgehog/lookup-kind.ts';
import { neighboursNote } from '#server/domain/plan/neighbours.ts';
import { planSync } from '#server/domain/plan/plan.ts';
import type { Plan, PlanInput } from '#server/domain/plan/plan-types.ts';
import { createSelector } from '#server/domain/plan/selection.ts';
import type { ClusterClient } from '#server/kubernetes/client.ts';
import { fieldFindings } from '#server/sync/prepare/check-fields.ts';
import { ruleFindings, type SettledFinding } from '#server/sync/prepare/check-rules.ts';
import {
  checkConnection,
  requireRights,
  unreadKinds,
  type Connection,
} from '#server/sync/prepare/connect.ts';
import { beginFetch, type DesiredState, type Fetching } from '#server/sync/prepare/fetch.ts';
import {
  beginListing,
  namespacesOf,
  readCluster,
  readRecord,
  requireServed,
  stillFresh,
  type LiveState,
  type ReadScope,
  type ResourceRecord,
} from '#server/sync/prepare/read.ts';
import type { LookContext } from '#server/sync/run-context.ts';

/** Both sides and what is to be done about them; nothing was written to the cluster. */
export interface Prepared {
  readonly connection: Connection;
  readonly desired: DesiredState;
  readonly live: LiveState;
  readonly scope: ReadScope;
  readonly record: ResourceRecord;
  /** What the plan was made from, so that the same comparison can be made again. */
  readonly input: PlanInput;
  readonly plan: Plan;
  /** Of the plan, of Hedgehog's rules and of the cluster's schemas. */
  readonly findings: readonly (SettledFinding & { readonly code: string })[];
  /** What a person must know of kinds that were not read; null = all were. */
  readonly unread: string | null;
}

/**
 * From the connection to the plan: the one comparison behind a run and a dry run. Reads the cluster, and writes nothing to it.
 * Git and the cluster are waited for side by side: a step is told once its turn has come.
 * @throws AppError K8S_*, GIT_*; or what the signal stopped it with
 */
export async function prepare(ctx: LookContext, client: ClusterClient): Promise<Prepared> {
  const over = new AbortController();
  const fetching = beginFetch(ctx, AbortSignal.any([ctx.signal, over.signal]));
  try {
    const prepared = await compareSides(ctx, client, fetching);
    await fetching.kept();
    return prepared;
  } finally {
    // Nobody takes any more what may still be on its way; what was taken is kept, whatever came of it.
    over.abort();
    await fetching.kept().catch(() => {});
  }
}

async function compareSides(ctx: LookContext, client: ClusterClient, fetching: Fetching): Promise<Prepared> {
  const { progress, fabric, asked } = ctx;
  const [connection, record] = await Promise.all([checkConnection(ctx, client), readRecord(ctx)]);
  const listings = beginListing(connection, namespacesOf(ctx, record.values()));
  const begunAt = performance.now();

  progress.begin(
    'fetch',
    ctx.repository === null ? 'Reading the inventory' : `Fetching ${ctx.repository.name}`,
  );
  const desired = await fetching.take();

  progress.begin('validate', `Checking ${desired.resources.length} resources`);
  // What controllers make is never written, so nothing is asked of the cluster for it; the plan says so.
  const kinds = new Set(desired.resources.filter((each) => !isControllerOwned(each)).map(({ kind }) => kind));
  const recorded = new Set(Array.from(record.values(), ({ kind }) => kind));
  requireServed(connection, kinds);
  await requireRights(
    connection,
    { desired: kinds, recorded, prune: fabric.prune },
    fabric.kubernetesNamespace,
  );

  progress.begin('read', 'Reading the cluster');
  const scope: ReadScope = {
    namespaces: namespacesOf(ctx, [...desired.resources, ...record.values()]),
    needed: new Set([...kinds, ...recorded]),
  };
  const onKind = (done: number, total: number, kind: string): void =>
    progress.advance(done / total, `Reading ${kind} (${done} of ${total} kinds)`);
  const { live, kinds: readKinds } = await readCluster(
    connection,
    scope,
    onKind,
    stillFresh(listings, performance.now() - begunAt),
  );
  const unread = unreadKinds(connection, readKinds);
  const neighbours = neighboursNote(live.values(), fabric.ownerUuid);
  if (neighbours !== null) progress.note('warning', neighbours);
  progress.advance(
    1,
    `Read ${live.size} objects of ${readKinds.size} kinds${unread === null ? '' : `; ${unread}`}`,
  );

  progress.begin('plan', 'Comparing');
  ctx.signal.throwIfAborted();
  const input: PlanInput = {
    desired: desired.resources,
    live: live.values(),
    stored: record,
    owner: fabric.ownerUuid,
    options: {
      force: asked.force,
      prune: fabric.prune,
      writeScope: fabric.writeScope,
      conflictPolicy: fabric.conflictPolicy,
      allowReplace: fabric.allowReplace,
      readKinds,
      ...(asked.selection === null ? {} : { selects: createSelector(asked.selection) }),
    },
  };
  const plan = planSync(input);
  const rules = ruleFindings(plan, desired.resources, live).map((each) => ({ ...each, code: 'rule' }));
  const fields = (await fieldFindings(connection, plan, desired.resources)).map((each) => ({
    ...each,
    code: 'field',
  }));
  const findings = [...plan.findings, ...fields, ...rules];
  return { connection, desired, live, scope, record, input, plan, findings, unread };
}
