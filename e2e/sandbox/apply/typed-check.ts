import { isObject } from '../json.ts';
import type { Json } from '../json.ts';
import type { Schema } from '../schema/structural-schema.ts';
import { printElement } from './fields-v1.ts';
import { atomOf, fieldSchema, itemElement } from './typed-schema.ts';
import type { Atom } from './typed-schema.ts';

interface Problem {
  path: string;
  text: string;
}

/**
 * Checks an applied configuration against the types of its kind. The first sentence of a failure is the API server's own,
 * Go's way of printing values included, because clients match on it; null when it fits.
 */
export function checkTyped(schema: Schema, value: Json): string | null {
  const problems = walk(schema, value, '');
  const [first] = problems;
  if (!first) return null;
  if (problems.length === 1) return print(first);
  return ['errors:', ...problems.map((problem) => `  ${print(problem)}`)].join('\n');
}

function print({ path, text }: Problem): string {
  return path === '' ? text : `${path}: ${text}`;
}

function walk(schema: Schema, value: Json, path: string): Problem[] {
  if (value === null) return [];
  const atom = atomOf(schema, value);
  if (atom.kind === 'scalar') return scalar(atom, value, path);
  if (atom.kind === 'list')
    return Array.isArray(value) ? list(atom, value, path) : [wrong(path, 'list', value)];
  if (!isObject(value)) return [wrong(path, 'map', value)];
  const problems: Problem[] = [];
  for (const key of Object.keys(value).toSorted()) {
    const field = fieldSchema(atom, key);
    if (!field) {
      // One undeclared field ends the walk of this map, as in the API server.
      problems.push({ path: `${path}.${key}`, text: 'field not declared in schema' });
      break;
    }
    problems.push(...walk(field, value[key] ?? null, `${path}.${key}`));
  }
  return problems;
}

function list(atom: Atom & { kind: 'list' }, value: Json[], path: string): Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const [index, item] of value.entries()) {
    let element = `i:${index}`;
    if (atom.relation !== 'atomic') {
      try {
        element = itemElement(atom, item);
      } catch (error) {
        return [
          ...problems,
          { path, text: `element ${index}: ${error instanceof Error ? error.message : ''}` },
        ];
      }
      if (seen.has(element))
        problems.push({ path, text: `duplicate entries for key ${printElement(element)}` });
      seen.add(element);
    }
    problems.push(...walk(atom.item, item, `${path}${printElement(element)}`));
  }
  return problems;
}

function wrong(path: string, wanted: 'list' | 'map', value: Json): Problem {
  return { path, text: `expected ${wanted}, got &{${goPlain(value)}}` };
}

function scalar({ type }: Atom & { kind: 'scalar' }, value: Json, path: string): Problem[] {
  if (type === 'string' && typeof value !== 'string') {
    return [{ path, text: `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}` }];
  }
  if (type === 'boolean' && typeof value !== 'boolean') {
    return [{ path, text: `expected boolean, got &{${goPlain(value)}}` }];
  }
  if (type === 'numeric' && typeof value !== 'number') {
    return [{ path, text: `expected numeric (int or float), got ${goType(value)}` }];
  }
  return [];
}

function goType(value: Json): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}

/** Go's %v. */
function goPlain(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(goPlain).join(' ')}]`;
  if (!isObject(value)) return value === null ? '<nil>' : String(value);
  return `map[${Object.keys(value)
    .toSorted()
    .map((key) => `${key}:${goPlain(value[key] ?? null)}`)
    .join(' ')}]`;
}

/** Go's %#v. */
function goSyntax(value: Json): string {
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isObject(value)) return value === null ? 'interface {}(nil)' : JSON.stringify(value);
  const fields = Object.keys(value).toSorted();
  return `map[string]interface {}{${fields.map((key) => `${JSON.stringify(key)}:${goSyntax(value[key] ?? null)}`).join(', ')}}`;
}
