import { AppError } from '#server/domain/app-error.ts';
import { isInWriteScope } from '#server/domain/hedgehog/lookup-kind.ts';
import { KIND_NAMES, KINDS } from '#server/domain/hedgehog/kinds.ts';
import type { Right } from '#server/kubernetes/access.ts';
import { connectCluster, type ClusterClient } from '#server/kubernetes/client.ts';
import { clusterTargetOf } from '#server/kubernetes/fabric-target.ts';
import { checkRights, describeRights } from '#server/kubernetes/preflight.ts';
import { rbacManifest } from '#server/kubernetes/rbac-manifest.ts';
import type { ServedKind } from '#server/kubernetes/served-kind.ts';
import { checkServerVersion } from '#server/kubernetes/version-check.ts';
import type { LookContext } from '#server/sync/run-context.ts';

/** A cluster that answered, and what we may do there. */
export interface Connection {
  readonly client: ClusterClient;
  readonly version: string;
  /** By kind; only kinds that desired states may hold. */
  readonly served: ReadonlyMap<string, ServedKind>;
  readonly missingRights: readonly Right[];
}

/** Kinds that a fabric may desire: everything that controllers do not make themselves. */
const DESIRABLE = KIND_NAMES.map((name) => KINDS[name]).filter((kind) => !kind.controllerOwned);

/** Opens the client: stopped with the work, and fenced: a run sends nothing once its lease may be somebody else's. */
export function openClient(ctx: LookContext): ClusterClient {
  const { fabric, sealer } = ctx;
  return connectCluster(clusterTargetOf(fabric, sealer), {
    outbound: ctx.outbound,
    signal: ctx.signal,
    ...(ctx.beforeRequest === undefined ? {} : { beforeRequest: ctx.beforeRequest }),
    ...(ctx.requestTimeoutMs === undefined ? {} : { requestTimeoutMs: ctx.requestTimeoutMs }),
  });
}

/**
 * Reachability, version, kinds and rights, before anything is read. All is asked at once, since a cluster may be far away, and judged in
 * this order. @throws AppError K8S_*
 */
export async function checkConnection(
  ctx: Pick<LookContext, 'fabric'>,
  client: ClusterClient,
): Promise<Connection> {
  const { kubernetesNamespace: namespace, writeScope } = ctx.fabric;
  const [askedVersion, askedKinds, rules] = [
    client.version(),
    client.discover(DESIRABLE),
    client.rulesReview(namespace),
  ];
  // Each is heard of in its turn, or not at all.
  for (const asked of [askedKinds, rules]) asked.catch(() => {});
  const version = await askedVersion;
  checkServerVersion(version);
  const served = await askedKinds;
  const write = served.map(({ kind }) => kind).filter((kind) => isInWriteScope(kind, writeScope));
  const rights = await checkRights({ ...client, rulesReview: () => rules }, served, namespace, { write });
  return {
    client,
    version: version.gitVersion,
    served: new Map(served.map((kind) => [kind.kind, kind])),
    missingRights: rights.missing,
  };
}

/** Kinds that a run needs rights for. */
export interface NeededKinds {
  readonly desired: ReadonlySet<string>;
  /** Of objects in this fabric's record. Those that left the desired state are still looked for, and deleted where it prunes. */
  readonly recorded: ReadonlySet<string>;
  readonly prune: boolean;
}

/**
 * Rights are asked for all kinds at once, and needed only for those that the desired state or the record of this fabric holds.
 * @throws AppError K8S_AUTH_INSUFFICIENT_PERMISSIONS with every missing right and the manifest that grants them
 */
export async function requireRights(
  connection: Connection,
  needed: NeededKinds,
  namespace: string,
): Promise<void> {
  const kinds = new Map(
    [...connection.served.values()].map(({ kind, group, plural }) => [`${plural}.${group}`, kind]),
  );
  const missing = connection.missingRights.filter(({ resource, group, verb }) => {
    const kind = kinds.get(`${resource}.${group}`) ?? '';
    if (needed.desired.has(kind)) return true;
    return needed.recorded.has(kind) && (READ_VERBS.has(verb) || (needed.prune && verb === 'delete'));
  });
  if (missing.length === 0) return;
  const manifest = rbacManifest(missing, namespace, await connection.client.whoAmI());
  throw new AppError('K8S_AUTH_INSUFFICIENT_PERMISSIONS', {
    missing: `${describeRights(missing)}. This manifest grants them:\n${manifest}`,
  });
}

const READ_VERBS: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

/** What a person must know of the kinds that were not read; null = all were. */
export function unreadKinds({ served }: Connection, read: ReadonlySet<string>): string | null {
  const absent = DESIRABLE.filter(({ kind }) => !served.has(kind)).map(({ kind }) => kind);
  const hidden = [...served.keys()].filter((kind) => !read.has(kind));
  const parts = [
    ...(absent.length === 0 ? [] : [`not installed in the cluster: ${absent.join(', ')}`]),
    ...(hidden.length === 0 ? [] : [`no right to read: ${hidden.join(', ')}`]),
  ];
  return parts.length === 0 ? null : parts.join('; ');
}
