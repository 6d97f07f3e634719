import { LineCounter, parseDocument } from 'yaml';

/** What a text of YAML or JSON holds, or where it goes wrong. */
export type Mapping = { readonly value: Readonly<Record<string, unknown>> } | { readonly fault: string };

/** A mapping as people type it; "" is an empty one. Keys are texts, whatever they look like. */
export function readMapping(text: string): Mapping {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    stringKeys: true,
    lineCounter: lines,
    logLevel: 'silent',
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const words = /^[^\n]*?(?= at line |:?\n|$)/.exec(error.message)?.[0] ?? 'not valid YAML';
    return { fault: `Line ${lines.linePos(error.pos[0]).line}: ${words}` };
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch {
    return { fault: 'Aliases repeat too much here: write it out' };
  }
  if (value === null || value === undefined) return { value: {} };
  if (typeof value !== 'object' || Array.isArray(value)) {
    return { fault: 'Enter a mapping of fields, such as "subnets:" and what is in it' };
  }
  return { value: value as Record<string, unknown> };
}
