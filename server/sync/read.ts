import { eq } from 'drizzle-orm';
import { resources } from '#db/schema/index.ts';
import { AppError, isAppError } from '#server/domain/app-error.ts';
import { kindNamed } from '#server/domain/hedgehog/lookup-kind.ts';
import type { StoredFingerprints } from '#server/domain/plan/plan-types.ts';
import { resourceKey, type LiveResource, type ResourceIdentity } from '#server/domain/resource.ts';
import type { DriftStatus } from '#server/domain/words.ts';
import type { ServedKind } from '#server/kubernetes/served-kind.ts';
import { checkKindVersion } from '#server/kubernetes/version-check.ts';
import type { Connection } from '#server/sync/connect.ts';
import type { LookContext } from '#server/sync/run-context.ts';

const PAGE_LIMIT = 500;

/** By resourceKey. */
export type LiveState = Map<string, LiveResource>;

/** What is read, and of which kinds nothing may be missing. */
export interface ReadScope {
  readonly namespaces: ReadonlySet<string>;
  /** Kinds of which this fabric has objects, now or in the record. */
  readonly needed: ReadonlySet<string>;
}

/**
 * Reads every kind that the cluster serves, all kinds at once. A kind that we may not list is left out unless it is needed.
 * @returns the objects and the kinds that were read
 */
export async function readCluster(
  { client, served }: Connection,
  scope: ReadScope,
  onKind: (done: number, total: number, kind: string) => void,
): Promise<{ live: LiveState; kinds: ReadonlySet<string> }> {
  const live: LiveState = new Map();
  const kinds = new Set<string>();
  let done = 0;
  await Promise.all(
    [...served.values()].map(async (kind) => {
      if (await readKind(client, kind, scope, live)) kinds.add(kind.kind);
      done += 1;
      onKind(done, served.size, kind.kind);
    }),
  );
  return { live, kinds };
}

async function readKind(
  client: Connection['client'],
  kind: ServedKind,
  { namespaces, needed }: ReadScope,
  live: LiveState,
): Promise<boolean> {
  try {
    for (const namespace of namespaces) {
      let found = new Map<string, LiveResource>();
      for await (const page of client.listPages(kind, { namespace, limit: PAGE_LIMIT })) {
        if (page.restarted) found = new Map();
        for (const item of page.items) found.set(resourceKey(item), item);
      }
      for (const [key, item] of found) live.set(key, item);
    }
    return true;
  } catch (error) {
    const mayNot = isAppError(error) && error.code === 'K8S_AUTH_INSUFFICIENT_PERMISSIONS';
    if (mayNot && !needed.has(kind.kind)) return false;
    throw error;
  }
}

/** Where this fabric has objects: its own namespace, and those that its resources name, now or in the record. */
export function namespacesOf(
  ctx: Pick<LookContext, 'fabric'>,
  resources: Iterable<{ readonly namespace: string }>,
): ReadonlySet<string> {
  return new Set([ctx.fabric.kubernetesNamespace, ...Array.from(resources, ({ namespace }) => namespace)]);
}

/** What the database keeps of one object: the pair that the last read left, and how the two stood to each other. */
interface RecordedResource extends StoredFingerprints, ResourceIdentity {
  readonly uid: string | null;
  readonly driftStatus: DriftStatus;
}

/** By resourceKey. */
export type ResourceRecord = ReadonlyMap<string, RecordedResource>;

/** What is known of the fabric's objects; a drifted one has a pair only where the cluster itself keeps it so. */
export async function readRecord(ctx: Pick<LookContext, 'db' | 'fabric'>): Promise<ResourceRecord> {
  const rows = await ctx.db
    .select({
      kind: resources.kind,
      namespace: resources.namespace,
      name: resources.name,
      desiredHash: resources.desiredHash,
      liveHash: resources.liveHash,
      uid: resources.uid,
      driftStatus: resources.driftStatus,
    })
    .from(resources)
    .where(eq(resources.fabricId, ctx.fabric.id));
  return new Map(rows.map((row) => [resourceKey(row), { ...row, altered: row.driftStatus === 'drifted' }]));
}

/**
 * Whether the cluster serves what the desired state holds, at the versions that we write.
 * @throws AppError K8S_CRD_NOT_FOUND naming the kinds that are not there, K8S_API_VERSION_MISMATCH
 */
export function requireServed({ served }: Connection, kinds: ReadonlySet<string>): void {
  const absent = [...kinds].filter((kind) => !served.has(kind));
  if (absent.length > 0) throw new AppError('K8S_CRD_NOT_FOUND', { kinds: absent.join(', ') });
  for (const kind of served.values()) {
    const known = kindNamed(kind.kind);
    if (known !== undefined && kinds.has(kind.kind)) checkKindVersion(kind, known.version);
  }
}
