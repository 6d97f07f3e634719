import { collectionPath } from '#server/api/bulk.ts';
import type { Endpoint } from '#server/api/definition.ts';

/** What a path takes, for Allow; empty = there is no such path. HEAD goes with GET, OPTIONS with anything. */
export function allowedMethods(operations: readonly Endpoint[], path: string): string[] {
  const plain = path.replace(/(?<=.)\/$/, '');
  const methods = new Set<string>();
  for (const { method, path: template, bulk } of operations) {
    const templates = bulk && method !== 'post' ? [template, collectionPath(template)] : [template];
    if (templates.some((each) => matches(each, plain))) methods.add(method.toUpperCase());
  }
  if (methods.has('GET')) methods.add('HEAD');
  return methods.size === 0 ? [] : [...methods, 'OPTIONS'].toSorted();
}

function matches(template: string, path: string): boolean {
  const [wanted, given] = [template.split('/'), path.split('/')];
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => part === given[index] || (part.startsWith('{') && given[index] !== ''))
  );
}
