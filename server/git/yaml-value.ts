import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { JsonObject, JsonValue } from '#server/domain/resource.ts';

/** Deeper than any CRD; also keeps recursion far from the end of the stack. */
const DEEPEST = 100;
/** Nodes that aliases may bring into one document: an alias bomb is stopped after milliseconds. */
const MOST_ALIASED_NODES = 100_000;

/** A place in the text, as an offset, and what is wrong there. */
export interface YamlFault {
  readonly offset: number;
  readonly message: string;
}

interface Reading {
  readonly faults: YamlFault[];
  readonly anchors: Map<string, Node>;
  aliasedNodes: number;
}

class TooMuch extends Error {}

const offsetOf = (node: unknown): number => (node as Node | null)?.range?.[0] ?? 0;

function fault(reading: Reading, node: unknown, message: string): null {
  reading.faults.push({ offset: offsetOf(node), message });
  return null;
}

/** Escapes ("\0", "\ud800") can write what no column of the database takes. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
const UNSTORABLE = 'a text may hold neither NUL nor half of a surrogate pair';

function scalar(reading: Reading, node: Node & { value: unknown; source?: unknown }): JsonValue {
  const { value } = node;
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return isStorable(value) ? value : fault(reading, node, UNSTORABLE);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return fault(reading, node, 'a number must be finite');
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      return fault(
        reading,
        node,
        'the number is too large to be kept exactly; write it in quotes if it is a text',
      );
    return value;
  }
  return fault(reading, node, 'only texts, numbers, true, false and null are allowed as values');
}

/** The maps behind `<<`: one, or a list of them. */
function merged(reading: Reading, value: unknown, depth: number, aliased: boolean): JsonObject[] {
  const before = reading.faults.length;
  const source = convert(reading, value, depth + 1, aliased);
  if (reading.faults.length > before) return [];
  const list = Array.isArray(source) ? (source as JsonValue[]) : [source];
  const maps = list.filter((entry): entry is JsonObject => typeof entry === 'object' && entry !== null);
  if (maps.length !== list.length) fault(reading, value, '<< must name a mapping or a list of mappings');
  return maps;
}

const isMerge = (pair: Pair): boolean =>
  isScalar(pair.key) && pair.key.value === '<<' && pair.key.type === 'PLAIN';

function mapping(reading: Reading, node: YAMLMap, depth: number, aliased: boolean): JsonObject {
  const own: Record<string, JsonValue> = {};
  const merges: JsonObject[] = [];
  for (const pair of node.items) {
    if (!isPair(pair) || !isScalar(pair.key)) {
      fault(reading, isPair(pair) ? pair.key : node, 'a key must be a text');
      continue;
    }
    const key = String(pair.key.value);
    if (isMerge(pair)) merges.push(...merged(reading, pair.value, depth, aliased));
    else if (!isStorable(key)) fault(reading, pair.key, UNSTORABLE);
    else if (key === '__proto__') fault(reading, pair.key, 'the key __proto__ is not allowed');
    else if (Object.hasOwn(own, key))
      fault(reading, pair.key, `the key "${key.slice(0, 100)}" stands twice in one mapping`);
    else own[key] = convert(reading, pair.value, depth + 1, aliased);
  }
  // What is written wins over what is merged, an earlier merge over a later one.
  for (const source of merges) {
    for (const [key, value] of Object.entries(source)) if (!Object.hasOwn(own, key)) own[key] = value;
  }
  return own;
}

function convert(reading: Reading, node: unknown, depth: number, aliased: boolean): JsonValue {
  if (node === null || node === undefined) return null;
  if (depth > DEEPEST) {
    fault(reading, node, `nested deeper than ${DEEPEST} levels`);
    throw new TooMuch();
  }
  if (aliased && ++reading.aliasedNodes > MOST_ALIASED_NODES) {
    fault(reading, node, `aliases repeat more than ${MOST_ALIASED_NODES} nodes`);
    throw new TooMuch();
  }
  if (isAlias(node)) {
    // Only what was read before counts: an alias cannot name a later anchor or the mapping it stands in.
    const target = reading.anchors.get(node.source);
    if (target === undefined)
      return fault(reading, node, `the alias *${node.source.slice(0, 100)} has no anchor before it`);
    return convert(reading, target, depth, true);
  }
  let value: JsonValue = null;
  if (isScalar(node)) value = scalar(reading, node);
  else if (isMap(node)) value = mapping(reading, node, depth, aliased);
  else if (isSeq(node)) value = node.items.map((item) => convert(reading, item, depth + 1, aliased));
  else return fault(reading, node, 'not understood');
  if (node.anchor !== undefined && !aliased) reading.anchors.set(node.anchor, node);
  return value;
}

/**
 * A document as JSON, by our own walk instead of the library's toJS: every fault with its place, keys always texts, keys
 * twice found in linear time, and bounds on depth and aliases that hold for merges too.
 */
export function yamlValue(document: Document.Parsed): {
  readonly value: JsonValue;
  readonly faults: readonly YamlFault[];
} {
  const reading: Reading = { faults: [], anchors: new Map(), aliasedNodes: 0 };
  try {
    return { value: convert(reading, document.contents, 0, false), faults: reading.faults };
  } catch (error) {
    if (error instanceof TooMuch) return { value: null, faults: reading.faults };
    throw error;
  }
}
