import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { PatchDoesNotFit, jsonPatch } from './json-patch.ts';
import type { PatchOperation } from './json-patch.ts';
import { mergePatch } from './merge-patch.ts';

const DOCUMENT = { a: { b: 1, 'x/y': 2 }, list: ['p', 'q'] };

describe('JSON patch', () => {
  it.each<[PatchOperation[], Json]>([
    [[{ op: 'add', path: '/a/c', value: 3 }], { ...DOCUMENT, a: { ...DOCUMENT.a, c: 3 } }],
    [[{ op: 'add', path: '/list/-', value: 'r' }], { ...DOCUMENT, list: ['p', 'q', 'r'] }],
    [[{ op: 'add', path: '/list/1', value: 'r' }], { ...DOCUMENT, list: ['p', 'r', 'q'] }],
    [[{ op: 'remove', path: '/list/0' }], { ...DOCUMENT, list: ['q'] }],
    [[{ op: 'remove', path: '/a/x~1y' }], { ...DOCUMENT, a: { b: 1 } }],
    [[{ op: 'replace', path: '/a/b', value: null }], { ...DOCUMENT, a: { ...DOCUMENT.a, b: null } }],
    [[{ op: 'copy', from: '/list/0', path: '/list/1' }], { ...DOCUMENT, list: ['p', 'p', 'q'] }],
    [[{ op: 'move', from: '/a/b', path: '/b' }], { a: { 'x/y': 2 }, list: ['p', 'q'], b: 1 }],
    [[{ op: 'test', path: '/a/b', value: 1 }], DOCUMENT],
  ])('%j', (operations, result) => {
    expect(jsonPatch(DOCUMENT, operations)).toEqual(result);
  });

  it.each<[PatchOperation]>([
    [{ op: 'remove', path: '/nothing' }],
    [{ op: 'remove', path: '/list/2' }],
    [{ op: 'add', path: '/list/5', value: 1 }],
    [{ op: 'add', path: '/no/where', value: 1 }],
    [{ op: 'test', path: '/a/b', value: 2 }],
    [{ op: 'copy', from: '/nothing', path: '/b' }],
    [{ op: 'zap', path: '/a' }],
    [{ op: 'add', path: 'a', value: 1 }],
  ])('does not fit: %j', (operation) => {
    expect(() => jsonPatch(DOCUMENT, [operation])).toThrow(PatchDoesNotFit);
  });
});

describe('merge patch', () => {
  it.each<[Json, Json, Json]>([
    [{ a: 1, b: { c: 2 } }, { b: { d: 3 } }, { a: 1, b: { c: 2, d: 3 } }],
    [{ a: 1, b: { c: 2 } }, { a: null, b: { c: null } }, { b: {} }],
    [{ a: [1, 2] }, { a: [3] }, { a: [3] }],
    [{ a: 1 }, { a: { b: null, c: 1 } }, { a: { c: 1 } }],
  ])('%j and %j make %j', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });
});
