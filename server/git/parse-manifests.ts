import { isMap, isSeq, type Document, type LineCounter, type Node, type YAMLError } from 'yaml';
import type { DesiredResource, JsonObject, JsonValue } from '#server/domain/resource.ts';
import { resourceKey } from '#server/domain/resource.ts';
import { readObject } from './manifest-object.ts';
import { placeOf, type ManifestNote, type ManifestProblem } from './manifest-problem.ts';
import { YamlTooOdd, yamlDocuments } from './yaml-documents.ts';
import { yamlValue } from './yaml-value.ts';

export const LARGEST_FILE_BYTES = 5 * 1024 * 1024;

/** What a file, or many, hold. With a problem nothing of it may be used. */
export interface Manifests {
  readonly resources: readonly DesiredResource[];
  readonly notes: readonly ManifestNote[];
  readonly problems: readonly ManifestProblem[];
}

interface Reading {
  readonly file: string;
  readonly namespace: string;
  readonly lines: LineCounter;
  readonly resources: DesiredResource[];
  readonly notes: ManifestNote[];
  readonly problems: ManifestProblem[];
}

/** One problem a document is enough where the text itself is broken: the rest follows from the first. */
const MOST_SYNTAX_ERRORS = 3;

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function note(
  reading: Reading,
  document: number | null,
  offset: number | null,
  message: string,
): ManifestNote {
  const line = offset === null ? null : Math.max(1, reading.lines.linePos(offset).line);
  return { file: reading.file, document, line, message };
}

/** The library quotes the text around a fault after a colon; only its own words are kept. */
function ownWords(error: YAMLError): string {
  if (error.code === 'RESOURCE_EXHAUSTION') return 'nested too deeply';
  const [words = ''] = error.message.split(/: "|\n/, 1);
  return `not valid YAML: ${words.replace(/:$/, '')}`;
}

/** The node under a path, or the nearest one above it that exists. */
function nearest(root: Node, path: readonly string[]): Node {
  let node = root;
  for (const key of path) {
    const pair = isMap(node) ? node.items.find((item) => String(item.key) === key) : undefined;
    if (pair === undefined) break;
    node = (pair.value ?? pair.key) as Node;
    if (path.at(-1) === key) node = pair.key as Node;
  }
  return node;
}

const isMapping = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readList(reading: Reading, document: number, items: readonly JsonValue[], root: Node): void {
  const pair = isMap(root) ? root.items.find((item) => String(item.key) === 'items') : undefined;
  const nodes = isSeq(pair?.value) ? (pair.value.items as Node[]) : [];
  items.forEach((item, index) => {
    readValue(reading, document, item, nodes[index] ?? root);
  });
}

function readValue(reading: Reading, document: number, value: JsonValue, root: Node): void {
  const at = root.range?.[0] ?? 0;
  if (!isMapping(value)) {
    reading.problems.push(
      note(
        reading,
        document,
        at,
        `expected a mapping (an object), found ${Array.isArray(value) ? 'a list' : 'a single value'}`,
      ),
    );
    return;
  }
  const { kind, items } = value;
  if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)) {
    readList(reading, document, items, root);
    return;
  }
  const read = readObject(value, reading.namespace);
  if (read.type === 'resource') {
    const line = reading.lines.linePos(at).line;
    reading.resources.push({ ...read.resource, origin: { file: reading.file, document, line } });
  } else if (read.type === 'other') {
    reading.notes.push(note(reading, document, at, `skipped: ${read.why}`));
  } else {
    for (const fault of read.faults) {
      reading.problems.push(
        note(reading, document, nearest(root, fault.path).range?.[0] ?? at, fault.message),
      );
    }
  }
}

function readDocument(reading: Reading, document: Document.Parsed, number: number): boolean {
  if (document.errors.length > 0) {
    for (const error of document.errors.slice(0, MOST_SYNTAX_ERRORS)) {
      reading.problems.push(note(reading, number, error.pos[0], ownWords(error)));
    }
    return true;
  }
  const { value, faults } = yamlValue(document);
  for (const fault of faults) reading.problems.push(note(reading, number, fault.offset, fault.message));
  if (faults.length > 0) return true;
  if (value === null || document.contents === null) return false;
  readValue(reading, number, value, document.contents);
  return true;
}

/**
 * One YAML file: any number of documents and `List` objects. Documents count from 1, empty ones included.
 * Documents of other kinds become notes; all problems are collected. Nothing is thrown for bad content.
 */
export function parseManifestFile(file: string, bytes: Uint8Array, namespace: string): Manifests {
  const empty = { resources: [], notes: [], problems: [] };
  const unreadable = (message: string): Manifests => ({
    ...empty,
    problems: [{ file, document: null, line: null, message }],
  });
  if (bytes.byteLength > LARGEST_FILE_BYTES) return unreadable('larger than 5 MB');
  const text = decode(bytes);
  if (text === null) return unreadable('not UTF-8 text');
  const yaml = yamlDocuments(text);
  const reading: Reading = { file, namespace, lines: yaml.lines, resources: [], notes: [], problems: [] };
  let number = 0;
  let filled = 0;
  try {
    for (const document of yaml.documents) {
      number += 1;
      if (readDocument(reading, document, number)) filled += 1;
    }
  } catch (error) {
    if (!(error instanceof YamlTooOdd)) throw error;
    reading.problems.push(note(reading, number + 1, error.offset, error.message));
  }
  for (const error of yaml.trailing().slice(0, MOST_SYNTAX_ERRORS)) {
    reading.problems.push(note(reading, null, error.pos[0], ownWords(error)));
  }
  if (filled === 0 && reading.problems.length === 0) {
    reading.notes.push({ file, document: null, line: null, message: 'holds no objects' });
  }
  return { resources: reading.resources, notes: reading.notes, problems: reading.problems };
}

/** Files together: the same object twice is a problem that names both places. */
export function joinManifests(files: readonly Manifests[]): Manifests {
  const resources = files.flatMap((file) => file.resources);
  const problems = files.flatMap((file) => file.problems);
  const seen = new Map<string, DesiredResource>();
  for (const resource of resources) {
    const key = resourceKey(resource);
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, resource);
      continue;
    }
    const origin = resource.origin ?? { file: '', document: 1, line: 1 };
    const other = first.origin ?? origin;
    problems.push({
      ...origin,
      message: `${key} stands twice: also in ${placeOf({ ...other, message: '' })}`,
    });
  }
  return { resources, notes: files.flatMap((file) => file.notes), problems };
}
