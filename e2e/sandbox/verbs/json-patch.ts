import { equalJson, isObject } from '../json.ts';
import type { Json } from '../json.ts';

export interface PatchOperation {
  op: string;
  path: string;
  from?: string;
  value?: Json;
}

/** An operation that does not fit the document. */
export class PatchDoesNotFit extends Error {}

/** JSON patch (RFC 6902). `replace` of a key that is not there adds it, as in the API server. */
export function jsonPatch(document: Json, operations: PatchOperation[]): Json {
  return operations.reduce(applyOperation, document);
}

function applyOperation(document: Json, { op, path, from = '', value }: PatchOperation): Json {
  const parts = partsOf(path);
  switch (op) {
    case 'add':
      return change(
        document,
        parts,
        (list, at) => list.splice(at, 0, value ?? null),
        () => value ?? null,
      );
    case 'replace':
      return change(
        document,
        parts,
        (list, at) => (list[at] = value ?? null),
        () => value ?? null,
      );
    case 'remove':
      return remove(document, parts);
    case 'copy':
      return applyOperation(document, { op: 'add', path, value: read(document, partsOf(from)) });
    case 'move':
      return applyOperation(remove(document, partsOf(from)), {
        op: 'add',
        path,
        value: read(document, partsOf(from)),
      });
    case 'test':
      if (!equalJson(read(document, parts, null), value ?? null))
        throw new PatchDoesNotFit(`test failed at ${path}`);
      return document;
    default:
      throw new PatchDoesNotFit(`unknown operation ${op}`);
  }
}

function partsOf(pointer: string): string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) throw new PatchDoesNotFit(`not a JSON pointer: ${pointer}`);
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function read(document: Json, parts: string[], missing?: Json): Json {
  let value: Json | undefined = document;
  for (const part of parts) {
    if (Array.isArray(value)) value = value[indexIn(value, part, value.length - 1)];
    else value = isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }
  if (value === undefined && missing === undefined)
    throw new PatchDoesNotFit(`nothing at /${parts.join('/')}`);
  return value ?? missing ?? null;
}

function change(
  document: Json,
  parts: string[],
  inList: (list: Json[], index: number) => unknown,
  inObject: () => Json,
): Json {
  const [part, ...rest] = parts;
  if (part === undefined) return inObject();
  if (Array.isArray(document)) {
    const list = [...document];
    if (rest.length > 0) {
      const index = indexIn(list, part, list.length - 1);
      list[index] = change(list[index] ?? null, rest, inList, inObject);
    } else inList(list, part === '-' ? list.length : indexIn(list, part, list.length));
    return list;
  }
  if (!isObject(document)) throw new PatchDoesNotFit(`nothing at ${part}`);
  const child = document[part];
  if (rest.length === 0) return { ...document, [part]: inObject() };
  if (child === undefined) throw new PatchDoesNotFit(`nothing at ${part}`);
  return { ...document, [part]: change(child, rest, inList, inObject) };
}

function remove(document: Json, parts: string[]): Json {
  const [part, ...rest] = parts;
  if (part === undefined) throw new PatchDoesNotFit('the whole document cannot be removed');
  if (Array.isArray(document)) {
    const index = indexIn(document, part, document.length - 1);
    if (rest.length === 0) return document.toSpliced(index, 1);
    return document.with(index, remove(document[index] ?? null, rest));
  }
  if (!isObject(document) || !Object.hasOwn(document, part)) throw new PatchDoesNotFit(`nothing at ${part}`);
  if (rest.length > 0) return { ...document, [part]: remove(document[part] ?? null, rest) };
  const { [part]: _gone, ...kept } = document;
  return kept;
}

function indexIn(list: Json[], part: string, last: number): number {
  const index = Number(part);
  if (!/^\d+$/.test(part) || index > last)
    throw new PatchDoesNotFit(`no item ${part} in a list of ${list.length}`);
  return index;
}
