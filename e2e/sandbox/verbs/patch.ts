import type { Cluster } from '../cluster.ts';
import { timestamp } from '../cluster.ts';
import { isObject, sortedJson, stringAt } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { invalid } from '../http/field-error.ts';
import type { Reply } from '../http/reply.ts';
import type { ApiRequest, Target } from '../http/request.ts';
import {
  StatusError,
  badRequest,
  kindMismatch,
  notFound,
  unprocessable,
  unsupportedMediaType,
} from '../http/status-error.ts';
import { collectionOf, keyOf, resourceSubject } from '../kinds/kind.ts';
import type { Kind } from '../kinds/kind.ts';
import { duplicateKeys } from '../schema/duplicate-keys.ts';
import { applyObject } from './apply.ts';
import { keepKnown, mediaType } from './decode.ts';
import { PatchDoesNotFit, jsonPatch } from './json-patch.ts';
import type { PatchOperation } from './json-patch.ts';
import { trackWrite } from './managers.ts';
import { mergePatch } from './merge-patch.ts';
import { checkPlace } from './place.ts';
import { withDefaults } from './store-create.ts';
import { storeChanged } from './store-update.ts';
import { managerOf, writeOptions } from './write-options.ts';

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';
const APPLY_PATCH = 'application/apply-patch+yaml';

/** PATCH on an object or its status: server-side apply, merge patch or JSON patch. */
export function patchObject(cluster: Cluster, kind: Kind, target: Target, request: ApiRequest): Reply {
  const type = mediaType(request.headers['content-type'] ?? '');
  // Built-in kinds take strategic patches; none of those served here has a merge key that a client needs.
  const accepted = [JSON_PATCH, MERGE_PATCH, ...(kind.custom ? [] : [STRATEGIC_PATCH]), APPLY_PATCH];
  if (!accepted.includes(type)) throw unsupportedMediaType(accepted);
  if (type === APPLY_PATCH) return applyObject(cluster, kind, target, request);

  const options = writeOptions(request, 'PatchOptions');
  const existing = cluster.store.get(collectionOf(kind), keyOf(kind, target.namespace, target.name));
  if (!existing) throw notFound(resourceSubject(kind, target.name));
  const text = request.body.toString('utf8');
  const patched = type === JSON_PATCH ? patchedByOperations(existing, text) : patchedByMerge(existing, text);
  const { object, complaints } = keepKnown(kind, patched);
  const all = [...(type === JSON_PATCH ? [] : duplicates(text)), ...complaints];
  if (options.validation === 'Strict' && all.length > 0) throw strictRefusal(patched, all);
  if (object['kind'] !== kind.kind) throw kindMismatch(kind, object);
  checkPlace(target, object);
  const subresource = target.subresource === 'status' ? 'status' : '';
  const writer = {
    manager: managerOf(options, request),
    subresource,
    now: timestamp(cluster.now()),
  } as const;
  const next = trackWrite(kind, writer, existing, withDefaults(kind, object));
  const stored = storeChanged(cluster, kind, { existing, next, subresource, dryRun: options.dryRun });
  return { code: 200, body: stored, warnings: options.validation === 'Warn' ? all : [] };
}

function duplicates(text: string): string[] {
  return duplicateKeys(text).map((path) => `duplicate field ${JSON.stringify(path)}`);
}

function patchedByMerge(existing: JsonObject, text: string): JsonObject {
  const patch = parsePatch(text, 'map[string]interface {}', isObject);
  return mergePatch(existing, patch) as JsonObject;
}

function patchedByOperations(existing: JsonObject, text: string): JsonObject {
  const patch = parsePatch(text, '[]handlers.jsonPatchOp', Array.isArray);
  try {
    const patched = jsonPatch(existing, patch as unknown as PatchOperation[]);
    if (isObject(patched) && stringAt(patched, 'kind') !== '') return patched;
  } catch (error) {
    if (!(error instanceof PatchDoesNotFit)) throw error;
  }
  throw new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

function parsePatch(text: string, goType: string, fits: (value: Json) => boolean): Json {
  let patch: Json;
  try {
    patch = JSON.parse(text) as Json;
  } catch (error) {
    throw badRequest(`error decoding patch: ${error instanceof Error ? error.message : ''}`);
  }
  if (fits(patch)) return patch;
  const seen = Array.isArray(patch) ? 'array' : patch === null ? 'null' : typeof patch;
  throw badRequest(`error decoding patch: json: cannot unmarshal ${seen} into Go value of type ${goType}`);
}

/** The API server's shape for this: a 422 about a field named `patch`, with the whole patched object in its message. */
function strictRefusal(patched: JsonObject, complaints: string[]): StatusError {
  const whole = JSON.stringify(sortedJson(patched));
  const error = invalid('patch', whole, `strict decoding error: ${complaints.join(', ')}`);
  return unprocessable({ name: '', group: '', kind: '' }, [error]);
}
