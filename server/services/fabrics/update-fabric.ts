import { and, eq, inArray } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { runs, type FabricRow } from '#db/schema/index.ts';
import { configurationConsequence } from '#server/domain/configuration-change.ts';
import { requireVersion, type VersionCondition } from '#server/domain/version-condition.ts';
import type { Fabric, FabricPatch } from '#server/domain/wire/fabric.ts';
import { isWindowOpen, nextClosing } from '#server/domain/window/window.ts';
import { isAutomatic, TRIGGER_TYPES } from '#server/domain/words.ts';
import { fabricNotFound, requireFabric } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import {
  changedFields,
  fabricColumns,
  requireRepository,
  withUniqueName,
} from '#server/services/fabrics/fabric-columns.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';
import { requireOwnDirectory } from '#server/services/fabrics/require-own-directory.ts';
import {
  checkAddresses,
  checkClientPair,
  credentialsExpireAt,
  hasCredentials,
  refuseTokenForElsewhere,
  sealedCredentials,
} from '#server/services/fabrics/fabric-credentials.ts';
import { audit } from '#server/state/audit.ts';
import { changeFabric, type FabricPatch as Columns } from '#server/state/change.ts';
import { forgetFingerprints, stopRun } from '#server/state/stop-run.ts';

/** What no run reads: another one is no new input, so it starts nothing. */
const LABELS = new Set<keyof FabricPatch>(['name', 'description', 'sync_windows']);

/**
 * Changes a fabric's configuration, with everything that follows from it (configuration-change.ts); what is set to the value
 * that it has changes nothing. A stored token never follows the server to another origin.
 * @throws AppError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED, REQUEST_INVALID, ADDRESS_REFUSED
 */
export async function updateFabric(
  ctx: Context,
  id: number,
  input: FabricPatch,
  ifMatch: VersionCondition = null,
): Promise<Fabric> {
  requireFabric(ctx.actor, id, 'operate');
  checkAddresses(ctx, input);
  const actor = ctx.actor.name;
  const changed = await withUniqueName(() =>
    changeFabric(ctx.db, id, { actor, reason: 'configuration read' }, async (tx, fabric, now) => {
      requireVersion(ifMatch, `Fabric with ID ${id}`, fabric.version);
      if (input.git_repository !== fabric.gitRepositoryId) {
        await requireRepository(tx, ctx.actor, input.git_repository);
      }
      await requireOwnDirectory(tx, ctx.actor, fabric, input);
      checkClientPair(ctx, input, fabric);
      refuseTokenForElsewhere(fabric, input);
      const fields = changedFields(fabric, input);
      if (fields.length === 0) return { patch: {}, result: null };
      await audit(tx, {
        kind: 'fabric.updated',
        subjectType: 'fabric',
        subjectId: id,
        fabricId: id,
        actor,
        data: { fields },
      });
      const columns: Columns = {
        ...fabricColumns(input),
        ...credentialColumns(ctx, fabric, input, fields, now),
      };
      if (input.sync_windows !== undefined) await fitWaitingRun(tx, fabric, input.sync_windows, now);
      const patch = {
        ...columns,
        ...(fields.every((field) => LABELS.has(field))
          ? {}
          : await consequences(tx, fabric, columns, now, actor)),
        version: fabric.version + 1,
        updatedAt: now,
      };
      return { patch, result: null, reason: `configuration changed: ${fields.join(', ')}` };
    }),
  );
  if (changed === null) throw fabricNotFound(id);
  return await readFabric(ctx, id);
}

/** A run that waits for a worker keeps to the windows as they are now. */
async function fitWaitingRun(
  tx: Transaction,
  fabric: FabricRow,
  windows: FabricRow['syncWindows'],
  now: Date,
): Promise<void> {
  if (fabric.activeRunId === null) return;
  const until = isWindowOpen(windows, now) ? (nextClosing(windows, now)?.at ?? null) : now;
  await tx
    .update(runs)
    .set({ claimUntil: until })
    .where(
      and(
        eq(runs.id, fabric.activeRunId),
        eq(runs.status, 'pending'),
        inArray(runs.triggerType, TRIGGER_TYPES.filter(isAutomatic)),
      ),
    );
}

async function consequences(
  tx: Transaction,
  fabric: FabricRow,
  columns: Columns,
  now: Date,
  actor: string,
): Promise<Columns> {
  const { status, stop, targetChanged } = configurationConsequence(fabric, { ...fabric, ...columns }, now);
  const stopped = stop === null ? {} : await stopRun(tx, fabric, now, stop, actor);
  if (!targetChanged) return { ...stopped, ...status };
  await forgetFingerprints(tx, fabric.id);
  return { ...stopped, ...status, driftCount: 0, countsByKind: {}, syncedCommit: null };
}

const CREDENTIALS = new Set<keyof FabricPatch>([
  'kubernetes_token',
  'kubernetes_client_cert',
  'kubernetes_client_key',
  'kubernetes_ca_cert',
]);

function credentialColumns(
  ctx: Context,
  fabric: FabricRow,
  input: FabricPatch,
  fields: readonly (keyof FabricPatch)[],
  now: Date,
): Columns {
  if (!fields.some((field) => CREDENTIALS.has(field))) return {};
  const secrets = sealedCredentials(ctx, fabric.id, input);
  const stored = { ...fabric, ...fabricColumns(input), ...secrets };
  // Taking the token away sets nothing: it leaves the fabric without credentials.
  const left = input.kubernetes_token === '' && stored.kubernetesClientKeySealed === null;
  return {
    ...secrets,
    credentialsSetAt: left || !hasCredentials(stored) ? null : now,
    credentialsExpireAt: credentialsExpireAt(ctx, input, fabric),
  };
}
