import { eq } from 'drizzle-orm';
import { fabrics } from '#db/schema/index.ts';
import { configurationConsequence } from '#server/domain/configuration-change.ts';
import type { Fabric, FabricInput } from '#server/domain/wire/fabric.ts';
import type { Context } from '#server/services/context.ts';
import { fabricColumns, requireRepository, withUniqueName } from '#server/services/fabrics/fabric-columns.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';
import { tokenPlace } from '#server/secrets/token-place.ts';
import { audit } from '#server/state/audit.ts';
import { insertFabric } from '#server/state/change.ts';

/** Creates a fabric; configured and enabled with an interval, its first run starts by itself. @throws AppError REQUEST_INVALID, ADDRESS_REFUSED */
export async function createFabric(ctx: Context, input: FabricInput): Promise<Fabric> {
  if (input.kubernetes_server !== '') ctx.outbound.checkUrl(input.kubernetes_server);
  const id = await withUniqueName(() =>
    ctx.db.transaction(async (tx) => {
      await requireRepository(tx, input.git_repository);
      const { status } = configurationConsequence(
        {
          ...target(input),
          statusTarget: '',
          syncEnabled: input.sync_enabled,
          syncInterval: input.sync_interval,
          activeRunId: null,
          errorCode: null,
        },
        { ...target(input), syncEnabled: input.sync_enabled },
        new Date(0),
      );
      const fabric = await insertFabric(
        tx,
        {
          ...fabricColumns(input),
          name: input.name,
          statusTarget: status.statusTarget ?? '',
          credentialsSetAt: input.kubernetes_token || input.kubernetes_ca_cert ? new Date() : null,
        },
        { actor: ctx.actor.name, reason: 'fabric created' },
      );
      if (input.kubernetes_token) {
        const sealed = ctx.sealer.seal(input.kubernetes_token, tokenPlace(fabric.id));
        await tx.update(fabrics).set({ kubernetesTokenSealed: sealed }).where(eq(fabrics.id, fabric.id));
      }
      await audit(tx, {
        kind: 'fabric.created',
        subjectType: 'fabric',
        subjectId: fabric.id,
        fabricId: fabric.id,
        actor: ctx.actor.name,
        data: { name: fabric.name },
      });
      return fabric.id;
    }),
  );
  return await readFabric(ctx, id);
}

const target = (input: FabricInput) => ({
  kubernetesServer: input.kubernetes_server,
  kubernetesNamespace: input.kubernetes_namespace,
  gitRepositoryId: input.git_repository,
  gitopsDirectory: input.gitops_directory,
});
