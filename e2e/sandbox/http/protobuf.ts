import { stringAt } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';

/**
 * kubectl sends some built-in kinds in protobuf only (create, token requests, questions about rights). The fields that matter of those
 * kinds are here by number, as the published .proto files have them; answers are JSON, which kubectl reads as well.
 */
type Field =
  | string
  | {
      name: string;
      message?: Message;
      repeated?: true;
      kind?: 'int' | 'bool' | 'bytes' | 'map' | 'bytesMap';
    };
type Message = Record<number, Field>;

const many = (name: string): Field => ({ name, repeated: true });
const META: Message = {
  1: 'name',
  2: 'generateName',
  3: 'namespace',
  5: 'uid',
  6: 'resourceVersion',
  11: { name: 'labels', kind: 'map' },
  12: { name: 'annotations', kind: 'map' },
  14: many('finalizers'),
};
const metadata: Field = { name: 'metadata', message: META };
const spec = (message: Message): Field => ({ name: 'spec', message });
const RULE: Message = {
  1: many('verbs'),
  2: many('apiGroups'),
  3: many('resources'),
  4: many('resourceNames'),
  5: many('nonResourceURLs'),
};
const ROLE: Message = { 1: metadata, 2: { name: 'rules', message: RULE, repeated: true } };
const BINDING: Message = {
  1: metadata,
  2: { name: 'subjects', repeated: true, message: { 1: 'kind', 2: 'apiGroup', 3: 'name', 4: 'namespace' } },
  3: { name: 'roleRef', message: { 1: 'apiGroup', 2: 'kind', 3: 'name' } },
};

const MESSAGES: Record<string, Message> = {
  Namespace: { 1: metadata },
  ServiceAccount: { 1: metadata },
  ConfigMap: { 1: metadata, 2: { name: 'data', kind: 'map' }, 3: { name: 'binaryData', kind: 'bytesMap' } },
  Secret: {
    1: metadata,
    2: { name: 'data', kind: 'bytesMap' },
    3: 'type',
    4: { name: 'stringData', kind: 'map' },
  },
  Role: ROLE,
  ClusterRole: ROLE,
  RoleBinding: BINDING,
  ClusterRoleBinding: BINDING,
  TokenRequest: {
    1: metadata,
    2: spec({ 1: many('audiences'), 4: { name: 'expirationSeconds', kind: 'int' } }),
  },
  SelfSubjectReview: { 1: metadata },
  SelfSubjectRulesReview: { 1: metadata, 2: spec({ 1: 'namespace' }) },
  SelfSubjectAccessReview: {
    1: metadata,
    2: spec({
      1: {
        name: 'resourceAttributes',
        message: {
          1: 'namespace',
          2: 'verb',
          3: 'group',
          4: 'version',
          5: 'resource',
          6: 'subresource',
          7: 'name',
        },
      },
      2: { name: 'nonResourceAttributes', message: { 1: 'path', 2: 'verb' } },
    }),
  },
};

const MAGIC = Buffer.from('k8s\0');
const ENVELOPE: Message = {
  1: { name: 'typeMeta', message: { 1: 'apiVersion', 2: 'kind' } },
  2: { name: 'raw', kind: 'bytes' },
};

/** The object in a protobuf body as JSON; null for a kind that is not among those above. */
export function decodeProtobuf(body: Buffer): JsonObject | null {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const { typeMeta, raw } = readMessage(ENVELOPE, body.subarray(MAGIC.length)) as {
    typeMeta: { apiVersion: string; kind: string };
    raw?: string;
  };
  const message = MESSAGES[typeMeta.kind];
  if (!message) return null;
  return { ...typeMeta, ...readMessage(message, Buffer.from(raw ?? '', 'base64')) };
}

function readMessage(message: Message, bytes: Buffer): JsonObject {
  const object: JsonObject = {};
  for (const { number, wire, value } of fieldsOf(bytes)) {
    const declared = message[number];
    if (declared === undefined) continue;
    const field: Exclude<Field, string> = typeof declared === 'string' ? { name: declared } : declared;
    const read = readField(field, wire, value);
    if (read === '') continue;
    if (field.repeated) object[field.name] = [...((object[field.name] as Json[] | undefined) ?? []), read];
    else if (field.kind === 'map' || field.kind === 'bytesMap') {
      object[field.name] = { ...(object[field.name] as JsonObject | undefined), ...(read as JsonObject) };
    } else object[field.name] = read;
  }
  return object;
}

function readField(field: Exclude<Field, string>, wire: number, value: Buffer | number): Json {
  if (typeof value === 'number') return field.kind === 'bool' ? value !== 0 : value;
  if (wire !== 2) return null;
  if (field.message) return readMessage(field.message, value);
  if (field.kind === 'bytes') return value.toString('base64');
  if (field.kind !== 'map' && field.kind !== 'bytesMap') return value.toString('utf8');
  const entry: Message = { 1: 'key', 2: field.kind === 'map' ? 'value' : { name: 'value', kind: 'bytes' } };
  const pair = readMessage(entry, value);
  return { [stringAt(pair, 'key')]: pair['value'] ?? '' };
}

interface WireField {
  number: number;
  wire: number;
  value: Buffer | number;
}

function* fieldsOf(bytes: Buffer): Iterable<WireField> {
  let at = 0;
  const varint = () => {
    let result = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      result += (byte & 127) * scale;
      if (byte < 128) return result;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const [number, wire] = [Math.floor(tag / 8), tag % 8];
    if (wire === 0) yield { number, wire, value: varint() };
    else {
      const length = wire === 2 ? varint() : wire === 1 ? 8 : 4;
      yield { number, wire, value: bytes.subarray(at, at + length) };
      at += length;
    }
  }
}
