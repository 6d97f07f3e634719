import { isAppError } from '#server/domain/app-error.ts';
import {
  OWNERSHIP,
  type JsonObject,
  type LiveResource,
  type ResourceIdentity,
} from '#server/domain/resource.ts';
import type { RequestContext } from './errors/context.ts';
import { parseLiveResource } from './live-resource.ts';
import type { KubernetesReply, KubernetesRequest, Sender } from './send.ts';
import { resourceName, resourcePath, type ServedKind } from './served-kind.ts';
import { parseWarnings } from './warnings.ts';

/** An object as it is sent. */
export interface ObjectBody {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: JsonObject;
}

export interface WriteOptions {
  /** Everything is checked, admission webhooks included, and nothing is stored. */
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
}

export interface ApplyOptions extends WriteOptions {
  /** Take fields over from other managers; else K8S_CONFLICT names them. */
  readonly force: boolean;
}

export interface Written {
  readonly live: LiveResource;
  /** False after a repeated request: it cannot tell what its first sending did. */
  readonly created: boolean;
  /** Sent twice because the first answer was lost. */
  readonly repeated: boolean;
  readonly warnings: readonly string[];
}

export interface DeleteOptions {
  /** Deletes this object only, not one that was created under its name since. */
  readonly uid: string;
  /** Deletes it only if nobody changed it since. */
  readonly resourceVersion?: string;
  readonly dryRun?: boolean;
}

/** `terminating`: it stays until its finalizers are done. */
export type Deletion = 'deleted' | 'absent' | 'terminating';

/** Server-side apply: creates the object or makes our fields what `body` says. */
export async function applyObject(
  sender: Sender,
  served: ServedKind,
  body: ObjectBody,
  { force, ...options }: ApplyOptions,
): Promise<Written> {
  const reply = await sender.send({
    method: 'PATCH',
    path: pathOf(served, body),
    query: { ...query(options), force },
    // JSON is YAML.
    contentType: 'application/apply-patch+yaml',
    body,
    about: about('patch', served, body),
    repeat: 'write',
  });
  return written(sender, served, reply);
}

/** POST: K8S_CONFLICT with reason `exists` when the name is taken. */
export async function createObject(
  sender: Sender,
  served: ServedKind,
  body: ObjectBody,
  options: WriteOptions = {},
): Promise<Written> {
  const request: KubernetesRequest = {
    method: 'POST',
    path: resourcePath(served, body.metadata.namespace),
    query: query(options),
    body,
    about: about('create', served, body),
    repeat: 'never',
  };
  return written(sender, served, await sender.send(request));
}

/** Deletes one object if it is still the one that `uid` names; else K8S_CONFLICT with reason `recreated` or `stale`. */
export async function deleteObject(
  sender: Sender,
  served: ServedKind,
  { namespace, name }: Pick<ResourceIdentity, 'namespace' | 'name'>,
  { uid, resourceVersion, dryRun }: DeleteOptions,
): Promise<Deletion> {
  const preconditions = { uid, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
  const request: KubernetesRequest = {
    method: 'DELETE',
    path: resourcePath(served, namespace, name),
    body: {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      preconditions,
      ...(dryRun === true ? { dryRun: ['All'] } : {}),
    },
    about: about('delete', served, { metadata: { namespace, name } }),
    repeat: 'write',
  };
  try {
    const { json } = await sender.send(request);
    return hasDeletionTimestamp(json) ? 'terminating' : 'deleted';
  } catch (error) {
    if (isAppError(error) && error.code === 'K8S_CONFLICT' && error.details['reason'] === 'gone')
      return 'absent';
    throw error;
  }
}

function query({
  dryRun = false,
  fieldManager = OWNERSHIP.fieldManager,
  fieldValidation = 'Strict',
}: WriteOptions): Readonly<Record<string, string | undefined>> {
  return { fieldManager, fieldValidation, dryRun: dryRun ? 'All' : undefined };
}

function pathOf(served: ServedKind, { metadata }: Pick<ObjectBody, 'metadata'>): string {
  return resourcePath(served, metadata.namespace, metadata.name);
}

function about(
  verb: string,
  served: ServedKind,
  { metadata: { namespace, name } }: { metadata: { namespace: string; name: string } },
): Omit<RequestContext, 'secrets' | 'now'> {
  const { kind } = served;
  return { verb, resource: resourceName(served), kind, object: { kind, namespace, name } };
}

function written({ secrets }: Sender, served: ServedKind, reply: KubernetesReply): Written {
  const { group, version, kind } = served;
  return {
    live: parseLiveResource(reply.json, { apiVersion: `${group}/${version}`, kind }),
    created: reply.status === 201,
    repeated: reply.repeated,
    warnings: parseWarnings(reply.headers['warning'], secrets),
  };
}

function hasDeletionTimestamp(json: unknown): boolean {
  if (typeof json !== 'object' || json === null || !('metadata' in json)) return false;
  const { metadata } = json;
  return typeof metadata === 'object' && metadata !== null && 'deletionTimestamp' in metadata;
}
