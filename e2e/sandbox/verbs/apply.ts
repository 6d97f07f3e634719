import { authorise } from '../access/authorise.ts';
import type { Cluster } from '../cluster.ts';
import { timestamp } from '../cluster.ts';
import { isObject, objectAt, stringAt } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { checkTyped } from '../apply/typed-check.ts';
import type { Managers } from '../apply/managed-fields.ts';
import { applyConfiguration, conflictsOutside, trackUpdate } from '../apply/server-side-apply.ts';
import type { Reply } from '../http/reply.ts';
import type { ApiRequest, Target } from '../http/request.ts';
import { badRequest, conflict, notFound, unforeseen } from '../http/status-error.ts';
import { apiVersionOf, collectionOf, keyOf, resourceSubject } from '../kinds/kind.ts';
import type { Kind } from '../kinds/kind.ts';
import { fillDefaults } from '../schema/default.ts';
import { pruneUnknown } from '../schema/prune.ts';
import { applyConflict } from './apply-conflict.ts';
import { parseYaml } from './body-yaml.ts';
import { fieldsLastApplied, refreshLastApplied } from './last-applied.ts';
import { managerName, managersOf, resetFields, withManagers, withoutManagers } from './managers.ts';
import type { Writer } from './managers.ts';
import { checkPlace } from './place.ts';
import { storeNew, tidyMeta } from './store-create.ts';
import { storeChanged } from './store-update.ts';
import { writeOptions } from './write-options.ts';

/** Server-side apply: PATCH with a configuration, creating the object where there is none. */
export function applyObject(cluster: Cluster, kind: Kind, target: Target, request: ApiRequest): Reply {
  const options = writeOptions(request, 'PatchOptions', true);
  const existing = cluster.store.get(collectionOf(kind), keyOf(kind, target.namespace, target.name));
  const subresource = target.subresource === 'status' ? 'status' : '';
  if (!existing && subresource === 'status') throw notFound(resourceSubject(kind, target.name));
  const config = configuration(kind, request.body);
  const writer: Writer = { manager: options.fieldManager, subresource, now: timestamp(cluster.now()) };
  const next = appliedTo(kind, writer, existing, config, options.force);
  checkPlace(target, next);
  if (existing) {
    return {
      code: 200,
      body: storeChanged(cluster, kind, { existing, next, subresource, dryRun: options.dryRun }),
    };
  }
  // To patch what is not there is to create it.
  authorise(cluster, request, 'create', target);
  const object = checkNew(kind, target.name, next);
  return {
    code: 201,
    body: storeNew(cluster, kind, target.namespace, object, options.dryRun),
  };
}

function configuration(kind: Kind, body: Buffer): JsonObject {
  const value = parseConfiguration(body.toString('utf8'));
  const config = isObject(value) ? value : {};
  const given = { apiVersion: stringAt(config, 'apiVersion'), kind: stringAt(config, 'kind') };
  if (given.apiVersion !== apiVersionOf(kind) || given.kind !== kind.kind) {
    const [group = '', version = ''] = given.apiVersion.includes('/')
      ? given.apiVersion.split('/')
      : ['', given.apiVersion];
    throw badRequest(`invalid object type: ${group}/${version}, Kind=${given.kind}`);
  }
  if (objectAt(config, 'metadata')['managedFields'] !== undefined) {
    throw badRequest('metadata.managedFields must be nil');
  }
  const problem = checkTyped(kind.schema, config);
  if (problem !== null)
    throw unforeseen(`failed to create typed patch object (${printIdentity(kind, config)}): ${problem}`);
  return config;
}

/** Most clients send JSON, which is YAML too and quicker to read as what it is. */
function parseConfiguration(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return parseYaml(text).value;
  }
}

function printIdentity(kind: Kind, config: JsonObject): string {
  const meta = objectAt(config, 'metadata');
  return `${stringAt(meta, 'namespace')}/${stringAt(meta, 'name')}; ${apiVersionOf(kind)}, Kind=${kind.kind}`;
}

function appliedTo(
  kind: Kind,
  writer: Writer,
  existing: JsonObject | undefined,
  config: JsonObject,
  force: boolean,
): JsonObject {
  const live = existing ? withoutManagers(existing) : {};
  const context = {
    schema: kind.schema,
    managers: existing ? managersBefore(kind, writer, existing) : new Map<string, never>(),
    name: managerName(kind, writer, 'Apply'),
    now: writer.now,
    reset: resetFields(kind, writer.subresource),
    live,
    config,
  };
  let applied = applyConfiguration({ ...context, force });
  if ('conflicts' in applied && writer.manager === 'kubectl') {
    // Moving from client-side to server-side apply: what kubectl itself wrote last is no conflict.
    const rest = conflictsOutside(applied.conflicts, fieldsLastApplied(kind.schema, live));
    applied = rest.length > 0 ? { conflicts: rest } : applyConfiguration({ ...context, force: true });
  }
  if ('conflicts' in applied) throw applyConflict(applied.conflicts);
  const filled = fillDefaults(kind.schema, pruneUnknown(kind.schema, applied.object).value) as JsonObject;
  const object = writer.manager === 'kubectl' ? refreshLastApplied(filled, config) : filled;
  return withManagers(tidyMeta(object), applied.managers);
}

/** An object that nobody was recorded for: everything in it belongs to whoever was before the first apply. */
function managersBefore(kind: Kind, writer: Writer, existing: JsonObject): Managers {
  const managers = managersOf(existing);
  if (managers.size > 0) return managers;
  return trackUpdate({
    schema: kind.schema,
    managers,
    name: managerName(kind, { ...writer, manager: 'before-first-apply' }, 'Update'),
    now: writer.now,
    reset: resetFields(kind, writer.subresource),
    live: {},
    next: withoutManagers(existing),
  });
}

/** In a configuration that creates, a resourceVersion is not minded and a uid refused. */
function checkNew(kind: Kind, name: string, object: JsonObject): JsonObject {
  const { resourceVersion: _ignored, ...metadata } = objectAt(object, 'metadata');
  const uid = stringAt(metadata, 'uid');
  if (uid === '') return { ...object, metadata };
  const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
  throw conflict(resourceSubject(kind, name), why);
}
