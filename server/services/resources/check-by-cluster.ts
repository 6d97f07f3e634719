import type { FabricRow } from '#db/schema/index.ts';
import { AppError, isAppError } from '#server/domain/app-error.ts';
import { kindNamed } from '#server/domain/hedgehog/lookup-kind.ts';
import { applyBody } from '#server/domain/plan/manifest.ts';
import type { DesiredResource } from '#server/domain/resource.ts';
import type { ResourceWarning } from '#server/domain/wire/resource-change.ts';
import { connectCluster } from '#server/kubernetes/client.ts';
import { clusterTargetOf } from '#server/kubernetes/fabric-target.ts';
import type { Context } from '#server/services/context.ts';

export interface ClusterVerdict {
  /** The cluster's schema was asked and had nothing against it. */
  readonly checked: boolean;
  readonly warnings: readonly ResourceWarning[];
}

/** A person waits; what is not known by then is said to be unknown. */
const LIMIT_MS = 8_000;

const unchecked = (why: string): ClusterVerdict => ({
  checked: false,
  warnings: [{ field: '', message: `Not checked against the cluster: ${why}` }],
});

/**
 * Asks the fabric's cluster what it would say of an object: a server-side apply that stores nothing, strict about fields that its
 * CRD does not know. What its schema refuses can never be synced; what its webhooks refuse may be only a matter of order.
 * @throws AppError REQUEST_INVALID with the fields that the schema refuses
 */
export async function checkByCluster(
  ctx: Context,
  fabric: FabricRow,
  resource: DesiredResource,
): Promise<ClusterVerdict> {
  if (fabric.kubernetesServer.trim() === '') return unchecked('no Kubernetes server is set');
  const known = kindNamed(resource.kind);
  if (known === undefined) return unchecked(`${resource.kind} is not known`);
  let client: ReturnType<typeof connectCluster> | null = null;
  try {
    client = connectCluster(clusterTargetOf(fabric, ctx.sealer), {
      outbound: ctx.outbound,
      signal: AbortSignal.timeout(LIMIT_MS),
      requestTimeoutMs: LIMIT_MS,
    });
    const [kind] = await client.discover([known]);
    if (kind === undefined) return unchecked(`it does not serve ${known.kind}`);
    const body = applyBody(resource, { owner: fabric.ownerUuid, lastUpdated: '' });
    const { warnings } = await client.apply(kind, body, { dryRun: true, force: true });
    return { checked: true, warnings: warnings.map((message) => ({ field: '', message })) };
  } catch (error) {
    if (isAppError(error)) return verdictOf(error);
    // The time was up.
    if (error instanceof DOMException) return unchecked('it did not answer in time');
    throw error;
  } finally {
    client?.close();
  }
}

function verdictOf(error: AppError): ClusterVerdict {
  if (error.code !== 'K8S_CRD_VALIDATION_FAILED') return unchecked(error.message);
  const passing = error.fields.filter(({ field }) => MAY_PASS.test(field));
  if (passing.length < error.fields.length) {
    const fields = error.fields.filter(({ field }) => !MAY_PASS.test(field));
    throw new AppError('REQUEST_INVALID', {}, { cause: error, fields: fields.map(named) });
  }
  return {
    checked: true,
    warnings: passing.map(({ field, message }) => ({
      field: field === 'metadata.namespace' ? 'namespace' : '',
      message: `The cluster would refuse it now (${field}): ${message}`,
    })),
  };
}

/** Webhooks and policies look at what else is there, and that may change before the sync. */
const MAY_PASS = /^(admission\b|metadata\.namespace$)/;

/** What is no field of the object belongs to the spec as a whole. */
const named = ({ field, message }: { field: string; message: string }) => ({
  field: /^(spec|metadata)\b/.test(field) ? field.replace(/^metadata\./, '') : 'spec',
  message,
});
