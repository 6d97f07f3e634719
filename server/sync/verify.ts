import { AppError } from '#server/domain/app-error.ts';
import { alteredText, markAltered } from '#server/domain/plan/altered.ts';
import { amendPlan } from '#server/domain/plan/amend.ts';
import { planSync } from '#server/domain/plan/plan.ts';
import type { Plan, PlanInput, PlanItem } from '#server/domain/plan/plan-types.ts';
import { pathText } from '#server/domain/plan/path-text.ts';
import { resourceKey } from '#server/domain/resource.ts';
import { MAX_CONNECTIONS } from '#server/kubernetes/target.ts';
import type { ApplyOutcome } from '#server/sync/apply/apply.ts';
import type { Connection } from '#server/sync/prepare/connect.ts';
import { forEachConcurrently } from '#server/sync/pool.ts';
import { readCluster, type LiveState, type ReadScope } from '#server/sync/prepare/read.ts';

/** Up to this many written objects are read back one by one; beyond it, listing their kinds again is cheaper. */
const SINGLE_READS = 100;

/** Reads back what was written into `live`, from the cluster and not from the answers to our writes. */
export async function readBack(
  connection: Connection,
  { live, scope }: { readonly live: LiveState; readonly scope: ReadScope },
  written: readonly PlanItem[],
  onRead: (done: number, total: number) => void,
): Promise<void> {
  if (written.length > SINGLE_READS) {
    const again = await readCluster(connection, scope, (done, total) => onRead(done, total));
    live.clear();
    for (const [key, resource] of again.live) live.set(key, resource);
    return;
  }
  let done = 0;
  const { gate } = connection.client;
  const read = async ({ key, identity }: PlanItem): Promise<void> => {
    const kind = connection.served.get(identity.kind);
    const resource = kind === undefined ? null : await connection.client.get(kind, identity);
    if (resource === null) live.delete(key);
    else live.set(key, resource);
    done += 1;
    onRead(done, written.length);
  };
  await forEachConcurrently(written, MAX_CONNECTIONS, read, { gate });
}

/**
 * The comparison of the plan, made again on what was read back: the same rules decide what is equal. Where only what was
 * written was read again, only that is compared again.
 */
export function planAgain(
  { input, live, plan }: { readonly input: PlanInput; readonly live: LiveState; readonly plan: Plan },
  written: readonly PlanItem[],
  results: ApplyOutcome['results'] = new Map(),
): Plan {
  const keys = new Set(written.map(({ key }) => key));
  const options = { ...input.options, force: false };
  // A pair from before the write says nothing about what the write left.
  const stored = new Map([...input.stored].filter(([key]) => !keys.has(key)));
  const after =
    written.length > SINGLE_READS
      ? planSync({ ...input, live: live.values(), stored, options })
      : amendPlan(
          plan,
          {
            ...input,
            desired: input.desired.filter((resource) => keys.has(resourceKey(resource))),
            live: written.flatMap(({ key }) => live.get(key) ?? []),
            stored,
            options,
          },
          keys,
        );
  return markAltered(after, (key) => results.get(key)?.resourceVersion ?? null);
}

/** Items that still differ after everything was written. */
export function unverified(plan: Plan): PlanItem[] {
  return plan.items.filter((item) => item.action !== 'none' || item.altered === true);
}

/** What people read when the cluster does not hold what was written. */
export function notVerifiedError(items: readonly PlanItem[]): AppError {
  const [first] = items;
  if (first === undefined) throw new Error('nothing is unverified');
  const change = first.changes[0];
  const more = items.length > 1 ? ` (and ${items.length - 1} more)` : '';
  const resource = `${first.identity.kind} ${first.identity.name}`;
  if (change === undefined) {
    const why =
      first.action === 'delete'
        ? 'is still being deleted: a finalizer holds it in the cluster'
        : first.live === null
          ? 'was deleted by somebody else meanwhile'
          : 'was changed by somebody else meanwhile';
    return new AppError('K8S_CRD_VALIDATION_FAILED', { resource, field: 'object', why: `${why}${more}` });
  }
  return new AppError('K8S_CRD_VALIDATION_FAILED', {
    resource,
    field: pathText(change.path),
    why: `${alteredText(change)}${more}`,
  });
}
