import { eq } from 'drizzle-orm';
import { fabrics } from '#db/schema/index.ts';
import { configurationConsequence } from '#server/domain/configuration-change.ts';
import type { Fabric, FabricInput } from '#server/domain/wire/fabric.ts';
import { requireAllFabrics } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { fabricColumns, requireRepository, withUniqueName } from '#server/services/fabrics/fabric-columns.ts';
import {
  checkAddresses,
  checkClientPair,
  credentialsExpireAt,
  hasCredentials,
  sealedCredentials,
} from '#server/services/fabrics/fabric-credentials.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';
import { audit } from '#server/state/audit.ts';
import { insertFabric } from '#server/state/change.ts';

/** Creates a fabric; configured and enabled with an interval, its first run starts by itself. @throws AppError FORBIDDEN, REQUEST_INVALID, ADDRESS_REFUSED */
export async function createFabric(ctx: Context, input: FabricInput): Promise<Fabric> {
  requireAllFabrics(ctx.actor);
  checkAddresses(ctx, input);
  checkClientPair(ctx, input, null);
  const id = await withUniqueName(() =>
    ctx.db.transaction(async (tx) => {
      await requireRepository(tx, ctx.actor, input.git_repository);
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
          credentialsExpireAt: credentialsExpireAt(ctx, input, null),
        },
        { actor: ctx.actor.name, reason: 'fabric created' },
      );
      const secrets = sealedCredentials(ctx, fabric.id, input);
      if (hasCredentials({ ...fabric, ...secrets })) {
        await tx
          .update(fabrics)
          .set({ ...secrets, credentialsSetAt: new Date() })
          .where(eq(fabrics.id, fabric.id));
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
