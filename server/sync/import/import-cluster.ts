import type { ImportItem } from '#server/domain/import/plan-import.ts';
import { planSync } from '#server/domain/plan/plan.ts';
import type { Plan, PlanInput } from '#server/domain/plan/plan-types.ts';
import { resourceKey } from '#server/domain/resource.ts';
import { NO_COUNTS, type ImportScope, type RunCounts } from '#server/domain/run.ts';
import type { ClusterClient } from '#server/kubernetes/client.ts';
import { requireRights } from '#server/sync/prepare/connect.ts';
import { readInventory } from '#server/sync/prepare/fetch.ts';
import { lookForImport, type ImportLook } from '#server/sync/import/look.ts';
import { storeImported } from '#server/sync/import/store-imported.ts';
import { journalUnwritten } from '#server/sync/record/journal.ts';
import { readRecord, type ResourceRecord } from '#server/sync/prepare/read.ts';
import type { Prepared } from '#server/sync/prepare/prepare.ts';
import type { RunContext } from '#server/sync/run-context.ts';
import { synchronize } from '#server/sync/synchronize.ts';

/** An import that did what it was asked, and how the whole inventory compares with the cluster after it. */
export interface Imported {
  readonly counts: RunCounts;
  readonly plan: Plan;
  /** What the database knew of the resources once they were imported. */
  readonly record: ResourceRecord;
  readonly kubernetesVersion: string;
  /** Whether the inventory was changed. */
  readonly changed: boolean;
}

const EVERYTHING: ImportScope = { adopt: true };
const MOST_NOTES = 5;

/**
 * Brings the cluster's objects into the inventory, and makes them this fabric's in the cluster: marked, and the fields that
 * earlier tools own taken over. The inventory first: an object that is ours and that nobody wants would be deleted by the next
 * sync. @throws SyncFailure or AppError
 */
export async function importCluster(ctx: RunContext, client: ClusterClient): Promise<Imported> {
  const { progress, fabric, run } = ctx;
  const scope = run.importScope ?? EVERYTHING;
  const look = await lookForImport(ctx, client, scope);
  const { connection, plan } = look;
  for (const note of look.notes.slice(0, MOST_NOTES)) progress.note('warning', note);
  if (scope.adopt) {
    const desired = new Set(plan.items.map(({ resource }) => resource.kind));
    const needed = { desired, recorded: new Set<string>(), prune: false };
    await requireRights(connection, needed, fabric.kubernetesNamespace);
  }

  progress.advance(1, summary(look));
  const stayed = await storeImported(ctx, plan.items, look.inventory);
  if (stayed.size > 0) {
    progress.note('warning', `Changed in the app meanwhile, and left so: ${[...stayed].join(', ')}`);
  }
  const imported = plan.items.filter(({ key }) => !stayed.has(key));
  const desired = await readInventory(ctx);
  const record = await readRecord(ctx);
  const input: PlanInput = {
    desired: desired.resources,
    live: look.live.values(),
    stored: record,
    owner: fabric.ownerUuid,
    options: {
      force: false,
      prune: fabric.prune,
      writeScope: fabric.writeScope,
      conflictPolicy: fabric.conflictPolicy,
      readKinds: look.readKinds,
    },
  };
  const adopted = scope.adopt
    ? await adopt(ctx, look, { desired, record, input }, imported)
    : await leaveCluster(ctx);
  await journalImport(ctx, imported, look);
  return {
    counts: {
      ...NO_COUNTS,
      desired: imported.length,
      updated: adopted.updated,
      unchanged: imported.length - adopted.updated,
      skipped: plan.leftOut.length + stayed.size,
      writes: adopted.writes,
    },
    plan: planSync({ ...input, live: look.live.values() }),
    record,
    kubernetesVersion: connection.version,
    changed: imported.some(({ verdict }) => verdict !== 'unchanged'),
  };
}

/** A sync of what was imported and is not ours yet, and of nothing else: it is written, read back and compared as any sync's. */
async function adopt(
  ctx: RunContext,
  look: ImportLook,
  { desired, record, input }: Pick<Prepared, 'desired' | 'record' | 'input'>,
  imported: readonly ImportItem[],
): Promise<RunCounts> {
  const keys = new Set(imported.map(({ key }) => key));
  const selective: PlanInput = {
    ...input,
    options: { ...input.options, selects: (object) => keys.has(resourceKey(object)) },
  };
  const plan = planSync(selective);
  const { counts } = await synchronize(ctx, {
    connection: look.connection,
    desired,
    live: look.live,
    scope: look.scope,
    record,
    input: selective,
    plan: { ...plan, findings: [] },
    // What is written is what stands there already: whatever is to be said of it, the cluster has it so.
    findings: [],
    unread: null,
  });
  return counts;
}

async function leaveCluster({ progress }: RunContext): Promise<RunCounts> {
  progress.begin('apply', 'Nothing is written to the cluster: the next sync adopts the objects');
  progress.begin('verify', 'Compared with what was read');
  return NO_COUNTS;
}

/** What was imported without a write to the cluster, and what was left out, have their result too. */
async function journalImport(
  ctx: RunContext,
  imported: readonly ImportItem[],
  { plan }: ImportLook,
): Promise<void> {
  const told = imported.filter(({ verdict }) => verdict !== 'unchanged');
  await journalUnwritten(ctx.db, ctx.lease, [
    ...told.map(({ resource: { kind, namespace, name }, verdict, changes }) => ({
      item: {
        identity: { kind, namespace, name },
        action: 'none' as const,
        reason:
          verdict === 'new' ? 'imported: new in the inventory' : 'imported: the inventory said otherwise',
        changes,
      },
      result: { outcome: 'unchanged' as const },
    })),
    ...plan.leftOut.map(({ identity, why }) => ({
      item: { identity, action: 'none' as const, reason: why, changes: [] },
      result: { outcome: 'skipped' as const, message: why },
    })),
  ]);
}

/** "12 new, 3 that the inventory has otherwise, 40 as they are there; 5 left out" */
function summary({ plan: { items, leftOut } }: ImportLook): string {
  const count = (verdict: ImportItem['verdict']): number =>
    items.filter((item) => item.verdict === verdict).length;
  const parts = [
    `${count('new')} new`,
    `${count('replaced')} that the inventory has otherwise`,
    `${count('unchanged')} as they are there`,
  ];
  return `${parts.join(', ')}; ${leftOut.length} left out`;
}
