import type { JsonObject } from '#server/domain/resource.ts';
import { isIgnoredAnnotation, isIgnoredLabel } from './ignored-metadata.ts';
import {
  copyWithoutNulls,
  isBlank,
  isMutableObject,
  type MutableJson,
  type MutableObject,
} from './mutable-json.ts';
import { below, type PathTree } from './path-tree.ts';
import { specRules } from './spec-rules.ts';

/** The part of a resource that can differ: what the source says and what the cluster holds. */
export interface ResourceContent {
  readonly kind: string;
  readonly spec: JsonObject;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface ContentForm {
  readonly spec: JsonObject;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

function without(
  texts: Readonly<Record<string, string>>,
  ignored: (key: string) => boolean,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const key of Object.keys(texts)) {
    const text = texts[key];
    if (text !== undefined && key !== '__proto__' && !ignored(key)) kept[key] = text;
  }
  return kept;
}

/** `vpc-1:` with nothing behind it means the same as `vpc-1: {}` where a map's entry is an object. */
function nullEntries(value: JsonObject, copy: MutableObject, paths: PathTree): void {
  if (paths.next.size === 0) return;
  for (const key of Object.keys(value)) {
    const child = value[key];
    const inside = below(paths, key);
    if (child === null && inside.marks.has('object') && key !== '__proto__') copy[key] = {};
    const copied = copy[key];
    if (Array.isArray(child) && Array.isArray(copied)) {
      const elements = below(inside, '*');
      (child as readonly JsonObject[]).forEach((entry, index) => {
        const element = copied[index];
        if (isMutableObject(element)) nullEntries(entry, element, elements);
      });
    } else if (isMutableObject(copied) && child !== null) nullEntries(child as JsonObject, copied, inside);
  }
}

/**
 * Drops empty structs, which set nothing. The API server even refuses some: one whose members we owned and give up turns
 * into null on its way and fails the schema (tried on 1.36). Entries of maps stay; lists are not looked into.
 */
function dropEmptyStructs(object: MutableObject, paths: PathTree): void {
  for (const key of Object.keys(object)) {
    const child = object[key];
    if (!isMutableObject(child)) continue;
    const inside = below(paths, key);
    dropEmptyStructs(child, inside);
    if (Object.keys(child).length === 0 && !inside.marks.has('kept')) delete object[key];
  }
}

/** Drops in place what is blank, deepest first, but for the paths where blank means something. Lists keep their length. */
function prune(value: MutableJson, paths: PathTree): void {
  if (Array.isArray(value)) {
    const elements = below(paths, '*');
    for (const entry of value) if (typeof entry === 'object') prune(entry, elements);
    return;
  }
  if (!isMutableObject(value)) return;
  for (const key of Object.keys(value)) {
    const inside = below(paths, key);
    const child = value[key] ?? null;
    if (typeof child === 'object') prune(child, inside);
    if (isBlank(child) && !(inside.marks.has('kept') && child !== null)) delete value[key];
  }
}

/**
 * What the source says, in the spelling and order of the server: nothing added, explicit blanks (`nativeVLAN: false`)
 * kept, since they are set; empty structs set nothing. Not for the live side of a comparison.
 */
export function asWritten(content: ResourceContent): ContentForm {
  const rules = specRules(content.kind);
  const spec = copyWithoutNulls(content.spec);
  nullEntries(content.spec, spec, rules.paths);
  rules.rewrite(spec);
  dropEmptyStructs(spec, rules.paths);
  return {
    spec,
    labels: without(content.labels, isIgnoredLabel),
    annotations: without(content.annotations, isIgnoredAnnotation),
  };
}

/** Fills and prunes a spec that the caller gives away. */
function canonicalSpec(kind: string, spec: MutableObject): JsonObject {
  const rules = specRules(kind);
  rules.fill(spec);
  prune(spec, rules.paths);
  return spec;
}

/**
 * The canonical form: two resources that mean the same to Hedgehog have the same one. Absent, null, {}, [], "", 0 and
 * false are alike (but where the vendor's Go has a pointer), sortable lists sorted, defaults filled, webhooks' marks gone.
 * Idempotent. Source: the vendor's webhooks and CRDs, githedgehog/fabric 78827deb.
 */
export function normalise(content: ResourceContent): ContentForm {
  const written = asWritten(content);
  // asWritten made the copy, nobody else holds it.
  return { ...written, spec: canonicalSpec(content.kind, written.spec as MutableObject) };
}

/** The canonical form of what asWritten gave, which stays as it is. */
export function canonicalOf(kind: string, written: ContentForm): ContentForm {
  return { ...written, spec: canonicalSpec(kind, copyWithoutNulls(written.spec)) };
}

/** Structs that the CRD demands and people leave out; an empty one is refused, see dropEmptyStructs. */
const DEMANDED: Readonly<Record<string, readonly string[]>> = { ExternalAttachment: ['switch', 'neighbor'] };
const NOTHING_IN_IT = { ip: '' } as const;

/**
 * The spec as it is sent: what the source says but nulls and empty structs, in the server's spelling of map keys (a key
 * that the webhook renames would be owned under a name that the object no longer has, and never go).
 */
export function sendableSpec(kind: string, source: JsonObject): JsonObject {
  const spec = copyWithoutNulls(source);
  const rules = specRules(kind);
  nullEntries(source, spec, rules.paths);
  rules.rename?.(spec);
  dropEmptyStructs(spec, rules.paths);
  for (const field of Object.hasOwn(DEMANDED, kind) ? (DEMANDED[kind] ?? []) : [])
    spec[field] ??= { ...NOTHING_IN_IT };
  return spec;
}
