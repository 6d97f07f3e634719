import { isAppError } from '#server/domain/app-error.ts';
import type { ConnectionTest } from '#server/domain/wire/repository.ts';
import { connectCluster } from '#server/kubernetes/client.ts';
import { clusterTargetOf } from '#server/kubernetes/fabric-target.ts';
import { checkServerVersion } from '#server/kubernetes/version-check.ts';
import type { Context } from '#server/services/context.ts';
import { findFabric } from '#server/services/fabrics/read-fabric.ts';

const TEST_LIMIT_MS = 30_000;

/**
 * Asks the cluster of a saved fabric for its version and whether it knows us. The failure is the answer, not an error.
 * @throws AppError FORBIDDEN, NOT_FOUND for a fabric that does not exist
 */
export async function testFabricConnection(ctx: Context, fabricId: number): Promise<ConnectionTest> {
  const { fabric } = await findFabric(ctx, fabricId, 'operate');
  const started = performance.now();
  const answer = (test: Omit<ConnectionTest, 'duration_ms'>): ConnectionTest => ({
    ...test,
    duration_ms: Math.round(performance.now() - started),
  });
  try {
    const client = connectCluster(clusterTargetOf(fabric, ctx.sealer), {
      outbound: ctx.outbound,
      signal: AbortSignal.timeout(TEST_LIMIT_MS),
    });
    try {
      const version = await client.version();
      checkServerVersion(version);
      // Version is public on many clusters; this one needs a token that is known.
      const exists = await client.namespaceExists(fabric.kubernetesNamespace);
      const message =
        exists === false
          ? `Connected, but namespace ${fabric.kubernetesNamespace} does not exist`
          : 'Connected to the Kubernetes API';
      return answer({
        successful: exists !== false,
        message,
        code: null,
        advice: null,
        detail: version.gitVersion,
      });
    } finally {
      client.close();
    }
  } catch (error) {
    if (!isAppError(error)) throw error;
    return answer({
      successful: false,
      message: error.message,
      code: error.code,
      advice: error.advice,
      detail: null,
    });
  }
}
