import type { FabricRow } from '#db/schema/index.ts';
import { configurationConsequence } from '#server/domain/configuration-change.ts';
import type { Fabric, FabricPatch } from '#server/domain/wire/fabric.ts';
import type { Context } from '#server/services/context.ts';
import {
  fabricColumns,
  requireRepository,
  withUniqueName,
} from '#server/services/fabrics/fabric-columns.ts';
import { fabricNotFound, readFabric } from '#server/services/fabrics/read-fabric.ts';
import { tokenPlace } from '#server/secrets/token-place.ts';
import { audit } from '#server/state/audit.ts';
import { changeFabric, type FabricPatch as Columns } from '#server/state/change.ts';
import { forgetFingerprints, stopRun } from '#server/state/stop-run.ts';

/** Changes a fabric's configuration, with everything that follows from it (configuration-change.ts). @throws AppError NOT_FOUND, REQUEST_INVALID, ADDRESS_REFUSED */
export async function updateFabric(ctx: Context, id: number, input: FabricPatch): Promise<Fabric> {
  if (input.kubernetes_server) ctx.outbound.checkUrl(input.kubernetes_server);
  const changedFields = Object.keys(input);
  const reason = `configuration changed: ${changedFields.join(', ') || 'nothing'}`;
  const changed = await withUniqueName(() =>
    changeFabric(ctx.db, id, { actor: ctx.actor.name, reason }, async (tx, fabric, now) => {
      await requireRepository(tx, input.git_repository);
      const columns: Columns = { ...fabricColumns(input), ...tokenColumns(ctx, fabric, input, now) };
      const consequence = configurationConsequence(fabric, { ...fabric, ...columns }, now);
      const stopped =
        consequence.stop === null ? {} : await stopRun(tx, fabric, now, consequence.stop, ctx.actor.name);
      if (consequence.targetChanged) await forgetFingerprints(tx, id);
      await audit(tx, {
        kind: 'fabric.updated',
        subjectType: 'fabric',
        subjectId: id,
        fabricId: id,
        actor: ctx.actor.name,
        data: { fields: changedFields },
      });
      const counts = consequence.targetChanged ? { driftCount: 0, countsByKind: {}, syncedCommit: null } : {};
      return {
        patch: {
          ...stopped,
          ...columns,
          ...consequence.status,
          ...counts,
          version: fabric.version + 1,
          updatedAt: now,
        },
        result: null,
      };
    }),
  );
  if (changed === null) throw fabricNotFound(id);
  return await readFabric(ctx, id);
}

function tokenColumns(ctx: Context, fabric: FabricRow, input: FabricPatch, now: Date): Columns {
  const setsCa = input.kubernetes_ca_cert !== undefined && input.kubernetes_ca_cert !== fabric.kubernetesCaCert;
  if (input.kubernetes_token === undefined) return setsCa ? { credentialsSetAt: now } : {};
  if (input.kubernetes_token === '') return { kubernetesTokenSealed: null, credentialsSetAt: null };
  return {
    kubernetesTokenSealed: ctx.sealer.seal(input.kubernetes_token, tokenPlace(fabric.id)),
    credentialsSetAt: now,
  };
}
