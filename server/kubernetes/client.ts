import { z } from 'zod';
import { AppError, isAppError } from '#server/domain/app-error.ts';
import type { JsonObject, LiveResource, ResourceIdentity } from '#server/domain/resource.ts';
import {
  accessReview,
  namespaceExists,
  rulesReview,
  whoAmI,
  type ResourceRule,
  type Right,
  type WhoAmI,
} from './access.ts';
import type { AdaptiveLimit } from './adaptive-limit.ts';
import { readAdmissionWebhooks, type AdmissionWebhook } from './admission-webhooks.ts';
import { readAgents, type AgentStatus } from './agent-status.ts';
import { readSchema } from './crd-schema.ts';
import { discover, type WantedKind } from './discover.ts';
import { listPages, type ListOptions, type Page } from './list-pages.ts';
import { parseLiveResource } from './live-resource.ts';
import { readSchemaAddresses, readSchemasAt } from './published-schemas.ts';
import { restoreObject, type FormerParts } from './restore.ts';
import { createSender, type Gate, type Sender } from './send.ts';
import { readServerDate } from './server-date.ts';
import { apiVersionOfServed, resourceName, resourcePath, type ServedKind } from './served-kind.ts';
import type { ClusterTarget, ConnectOptions } from './target.ts';
import type { ServerVersion } from './version-check.ts';
import {
  applyObject,
  createObject,
  deleteObject,
  type ApplyOptions,
  type DeleteOptions,
  type Deletion,
  type ObjectBody,
  type WriteOptions,
  type Written,
} from './write.ts';

/** What a run or a check does with a cluster. Every method throws AppError, or what the signal or `beforeRequest` stopped it with. */
export interface ClusterClient {
  version(): Promise<ServerVersion>;
  /** What time the server has; null when it does not say. */
  serverDate(): Promise<Date | null>;
  discover(kinds: readonly WantedKind[]): Promise<ServedKind[]>;
  listPages(served: ServedKind, options: ListOptions): AsyncGenerator<Page>;
  /** Null when there is no such object. */
  get(
    served: ServedKind,
    identity: Pick<ResourceIdentity, 'namespace' | 'name'>,
  ): Promise<LiveResource | null>;
  apply(served: ServedKind, body: ObjectBody, options: ApplyOptions): Promise<Written>;
  create(served: ServedKind, body: ObjectBody, options?: WriteOptions): Promise<Written>;
  restore(
    served: ServedKind,
    identity: Pick<ResourceIdentity, 'namespace' | 'name'>,
    parts: FormerParts,
    resourceVersion: string,
  ): Promise<Pick<Written, 'live'>>;
  delete(
    served: ServedKind,
    identity: Pick<ResourceIdentity, 'namespace' | 'name'>,
    options: DeleteOptions,
  ): Promise<Deletion>;
  namespaceExists(namespace: string): Promise<boolean | null>;
  whoAmI(): Promise<WhoAmI | null>;
  accessReview(rights: readonly Right[]): Promise<boolean[]>;
  rulesReview(namespace: string): Promise<ResourceRule[] | null>;
  crdSchema(served: ServedKind): Promise<JsonObject | null>;
  schemaAddresses(): Promise<ReadonlyMap<string, string>>;
  schemasAt(address: string): Promise<ReadonlyMap<string, JsonObject> | null>;
  agents(served: ServedKind, namespace: string): Promise<AgentStatus[]>;
  /** The validating ones; null when we may not look. */
  admissionWebhooks(): Promise<AdmissionWebhook[] | null>;
  readonly limit: AdaptiveLimit;
  readonly gate: Gate;
  close(): void;
}

const versionSchema = z.object({
  major: z.string().catch(''),
  minor: z.string().catch(''),
  gitVersion: z.string(),
});

/**
 * Opens a client of one cluster; nothing is sent yet. Close it.
 * Errors: ADDRESS_REFUSED for an address that may not be contacted, K8S_TLS_FAILED for a CA certificate and K8S_AUTH_INVALID_TOKEN for a token
 * that cannot be read.
 */
export function connectCluster(target: ClusterTarget, options: ConnectOptions): ClusterClient {
  const sender = createSender(target, options);
  return {
    version: () => readVersion(sender),
    serverDate: () => readServerDate(sender),
    discover: (kinds) => discover(sender, kinds),
    listPages: (served, list) => listPages(sender, served, list),
    get: (served, identity) => getObject(sender, served, identity),
    apply: (served, body, how) => applyObject(sender, served, body, how),
    create: (served, body, how) => createObject(sender, served, body, how),
    restore: (served, identity, parts, version) => restoreObject(sender, served, identity, parts, version),
    delete: (served, identity, how) => deleteObject(sender, served, identity, how),
    namespaceExists: (namespace) => namespaceExists(sender, namespace),
    whoAmI: () => whoAmI(sender),
    accessReview: (rights) => accessReview(sender, rights),
    rulesReview: (namespace) => rulesReview(sender, namespace),
    crdSchema: (served) => readSchema(sender, served),
    schemaAddresses: () => readSchemaAddresses(sender),
    schemasAt: (address) => readSchemasAt(sender, address),
    agents: (served, namespace) => readAgents(sender, served, namespace),
    admissionWebhooks: () => readAdmissionWebhooks(sender),
    limit: sender.limit,
    gate: sender.gate,
    close: () => sender.close(),
  };
}

async function readVersion(sender: Sender): Promise<ServerVersion> {
  const about = { verb: 'get', resource: '/version' };
  const { json } = await sender.send({ method: 'GET', path: '/version', about, repeat: 'read' });
  const parsed = versionSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new AppError('K8S_API_SERVER_ERROR', {
    status: 200,
    message: 'no Kubernetes API server answers there',
  });
}

async function getObject(
  sender: Sender,
  served: ServedKind,
  { namespace, name }: Pick<ResourceIdentity, 'namespace' | 'name'>,
): Promise<LiveResource | null> {
  const { kind } = served;
  try {
    const { json } = await sender.send({
      method: 'GET',
      path: resourcePath(served, namespace, name),
      about: { verb: 'get', resource: resourceName(served), kind, object: { kind, namespace, name } },
      repeat: 'read',
    });
    return parseLiveResource(json, { apiVersion: apiVersionOfServed(served), kind });
  } catch (error) {
    if (isAppError(error) && error.code === 'K8S_CONFLICT' && error.details['reason'] === 'gone') return null;
    throw error;
  }
}
