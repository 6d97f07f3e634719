import type { IncomingHttpHeaders } from 'node:http';
import type { User } from '../access/user.ts';
import { badRequest } from './status-error.ts';

/** One request as the rest of the sandbox sees it. */
export interface ApiRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  user: User;
  /** Aborts when the client goes away. */
  signal: AbortSignal;
}

/** What a path names among the resources; null for other paths. */
export interface Target {
  group: string;
  version: string;
  namespace: string;
  plural: string;
  name: string;
  subresource: string;
}

export function targetOf(path: string): Target | null {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodePart);
  const isCore = parts[0] === 'api';
  if (!isCore && parts[0] !== 'apis') return null;
  const group = isCore ? '' : (parts[1] ?? '');
  const [version = '', ...rest] = parts.slice(isCore ? 1 : 2);
  if (rest.length === 0) return null;
  // /namespaces/x is the namespace itself, /namespaces/x/vpcs the objects in it; its own subresources are two words.
  const inNamespace =
    rest[0] === 'namespaces' && rest.length > 2 && !['status', 'finalize'].includes(rest[2] ?? '');
  const [plural = '', name = '', subresource = ''] = inNamespace ? rest.slice(2) : rest;
  return { group, version, namespace: inNamespace ? (rest[1] ?? '') : '', plural, name, subresource };
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badRequest(`invalid URL escape in ${JSON.stringify(part)}`);
  }
}

export function verbOf(method: string, target: Target, query: URLSearchParams): string {
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (target.name === '' && isTrue(query.get('watch'))) return 'watch';
      return target.name === '' ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return target.name === '' ? 'deletecollection' : 'delete';
    default:
      return method.toLowerCase();
  }
}

export function isTrue(text: string | null): boolean {
  return text !== null && ['1', 't', 'T', 'true', 'TRUE', 'True', ''].includes(text);
}
