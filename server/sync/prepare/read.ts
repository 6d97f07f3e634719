import { eq } from 'drizzle-orm';
import { resources } from '#db/schema/index.ts';
import { AppError, isAppError } from '#server/domain/app-error.ts';
import { kindNamed } from '#server/domain/hedgehog/lookup-kind.ts';
import type { StoredFingerprints } from '#server/domain/plan/plan-types.ts';
import { resourceKey, type LiveResource, type ResourceIdentity } from '#server/domain/resource.ts';
import type { DriftStatus } from '#server/domain/words.ts';
import type { ServedKind } from '#server/kubernetes/served-kind.ts';
import { checkKindVersion } from '#server/kubernetes/version-check.ts';
import type { Connection } from '#server/sync/prepare/connect.ts';
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

/** The objects of one kind in one namespace, or the refusal to list them. */
type Listing = Promise<ReadonlyMap<string, LiveResource> | AppError>;

/** Listings that were begun before all of the scope was known, by kind and namespace. */
export type Listings = ReadonlyMap<string, Listing>;

/** A reading that was begun longer ago says too little of now: what is verified by it is said of now. */
const FRESH_MS = 5_000;

/** Listings that may still be read on with; none where others (a slow Git host) kept the run waiting. */
export const stillFresh = (begun: Listings, ageMs: number): Listings =>
  ageMs <= FRESH_MS ? begun : new Map();

const placeOf = ({ kind }: ServedKind, namespace: string): string => `${kind} ${namespace}`;

/** Begins to list every served kind in some namespaces; a failure is heard by whoever reads on with it. */
export function beginListing({ client, served }: Connection, namespaces: Iterable<string>): Listings {
  const begun = new Map<string, Listing>();
  for (const namespace of namespaces) {
    for (const kind of served.values()) {
      const listing = list(client, kind, namespace);
      listing.catch(() => {});
      begun.set(placeOf(kind, namespace), listing);
    }
  }
  return begun;
}

/**
 * Reads every kind that the cluster serves, all kinds at once. A kind that we may not list is left out unless it is needed.
 * @returns the objects and the kinds that were read
 */
export async function readCluster(
  { client, served }: Connection,
  { namespaces, needed }: ReadScope,
  onKind: (done: number, total: number, kind: string) => void,
  begun: Listings = new Map(),
): Promise<{ live: LiveState; kinds: ReadonlySet<string> }> {
  const live: LiveState = new Map();
  const kinds = new Set<string>();
  let done = 0;
  const read = async (kind: ServedKind): Promise<void> => {
    const all = Array.from(namespaces, (namespace) => {
      return begun.get(placeOf(kind, namespace)) ?? list(client, kind, namespace);
    });
    const found = await Promise.all(all);
    const refusal = found.find((each) => each instanceof AppError);
    if (refusal !== undefined && needed.has(kind.kind)) throw refusal;
    if (refusal === undefined) {
      kinds.add(kind.kind);
      for (const each of found)
        if (!(each instanceof AppError)) for (const [key, item] of each) live.set(key, item);
    }
    done += 1;
    onKind(done, served.size, kind.kind);
  };
  await Promise.all(Array.from(served.values(), read));
  return { live, kinds };
}

async function list(
  client: Connection['client'],
  kind: ServedKind,
  namespace: string,
): Promise<Map<string, LiveResource> | AppError> {
  try {
    let found = new Map<string, LiveResource>();
    for await (const page of client.listPages(kind, { namespace, limit: PAGE_LIMIT })) {
      if (page.restarted) found = new Map();
      for (const item of page.items) found.set(resourceKey(item), item);
    }
    return found;
  } catch (error) {
    if (isAppError(error) && error.code === 'K8S_AUTH_INSUFFICIENT_PERMISSIONS') return error;
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
