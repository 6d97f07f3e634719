import { isObject, stringAt } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import type { StatusError } from '../http/status-error.ts';
import { badRequest, kindMismatch, unsupportedMediaType } from '../http/status-error.ts';
import { apiVersionOf } from '../kinds/kind.ts';
import type { Kind } from '../kinds/kind.ts';
import { duplicateKeys } from '../schema/duplicate-keys.ts';
import { OBJECT_META } from '../schema/object-meta.ts';
import { pruneUnknown } from '../schema/prune.ts';
import { parseYaml } from './body-yaml.ts';
import type { ParsedBody } from './body-yaml.ts';

export interface Decoded {
  object: JsonObject;
  /** What strict field validation objects to: repeated keys and fields that the kind does not have. */
  complaints: string[];
}

/** An object from a request body of create or update. */
export function decodeBody(kind: Kind, body: Buffer, contentType: string): Decoded {
  const type = mediaType(contentType);
  if (type !== '' && !BODY_TYPES.includes(type)) throw unsupportedMediaType([...BODY_TYPES, PROTOBUF]);
  const text = body.toString('utf8');
  const { value, duplicates } = type.includes('yaml') ? parseYaml(text) : parseJson(kind, text);
  if (!isObject(value) || stringAt(value, 'kind') === '')
    throw unrecognised(kind, `Object 'Kind' is missing in '${text}'`, text);
  const { object, complaints } = keepKnown(kind, value);
  return { object, complaints: [...duplicates, ...complaints] };
}

const BODY_TYPES = ['application/json', 'application/yaml'];
const PROTOBUF = 'application/vnd.kubernetes.protobuf';

export function mediaType(header: string): string {
  return (header.split(';')[0] ?? '').trim().toLowerCase();
}

/** Refuses an object of another version or kind than the path's. */
export function checkIdentity(kind: Kind, object: JsonObject): void {
  const given = stringAt(object, 'apiVersion');
  const wanted = apiVersionOf(kind);
  if (given !== wanted) {
    throw badRequest(
      `the API version in the data (${given}) does not match the expected API version (${wanted})`,
    );
  }
  if (object['kind'] !== kind.kind) throw kindMismatch(kind, object);
}

/** Types and known fields of an object's metadata, and the known fields of the rest. */
export function keepKnown(kind: Kind, value: JsonObject): Decoded {
  const meta = value['metadata'];
  checkMetaTypes(kind, meta);
  const { value: pruned, unknown } = pruneUnknown(kind.schema, value);
  return {
    object: pruned as JsonObject,
    complaints: unknown.map((path) => `unknown field ${JSON.stringify(path)}`),
  };
}

function checkMetaTypes(kind: Kind, meta: Json | undefined): void {
  if (meta === undefined || meta === null) return;
  const problem = isObject(meta)
    ? goTypeProblem(meta)
    : `${goName(meta)} into Go struct field .metadata of type v1.ObjectMeta`;
  if (problem === null) return;
  throw badRequest(
    `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: json: cannot unmarshal ${problem}`,
  );
}

const GO_TYPES: Record<string, string> = { string: 'string', integer: 'int64', object: 'map[string]string' };

function goTypeProblem(meta: JsonObject): string | null {
  for (const [field, schema] of Object.entries(OBJECT_META.properties ?? {})) {
    const value = meta[field];
    if (value === undefined || value === null) continue;
    const type = GO_TYPES[schema.type ?? ''];
    const fits =
      schema.type === 'object'
        ? isObject(value)
        : schema.type === 'array'
          ? Array.isArray(value)
          : typeof value === goJsType(schema.type);
    if (!fits)
      return `${goName(value)} into Go struct field ObjectMeta.${field} of type ${type ?? '[]interface {}'}`;
    if (schema.type !== 'object' || !isObject(value)) continue;
    const wrong = Object.values(value).find((item) => typeof item !== 'string' && item !== null);
    if (wrong !== undefined)
      return `${goName(wrong)} into Go struct field ObjectMeta.${field} of type string`;
  }
  return null;
}

function goJsType(type: string | undefined): string {
  return type === 'integer' ? 'number' : 'string';
}

function goName(value: Json): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function parseJson(kind: Kind, text: string): ParsedBody {
  try {
    const value = JSON.parse(text) as Json;
    return {
      value,
      duplicates: duplicateKeys(text).map((path) => `duplicate field ${JSON.stringify(path)}`),
    };
  } catch (error) {
    const why = text === '' || !(error instanceof Error) ? 'unexpected end of JSON input' : error.message;
    throw unrecognised(kind, `couldn't get version/kind; json parse error: ${why}`, text);
  }
}

function unrecognised(kind: Kind, why: string, text: string): StatusError {
  const shown = text === '' ? '<empty>' : text.length > 30 ? `${text.slice(0, 30)} ...` : text;
  return badRequest(`the object provided is unrecognized (must be of type ${kind.kind}): ${why} (${shown})`);
}
