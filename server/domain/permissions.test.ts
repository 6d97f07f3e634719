import { describe, expect, test } from 'vitest';
import {
  canOperate,
  canOperateAll,
  canView,
  hasRight,
  isLimited,
  RIGHTS,
  roleOn,
  USER_ROLES,
  visibleFabricIds,
  type Access,
  type UserRole,
} from '#server/domain/permissions.ts';

test.each([
  ['viewer', ['view']],
  ['operator', ['view', 'operate']],
  ['administrator', ['view', 'operate', 'administer']],
  ['constructor', []],
  ['', []],
])('%s may %j', (role, rights) => {
  expect(RIGHTS.filter((right) => hasRight(role, right))).toEqual(rights);
});

test('each role has the rights of those before it', () => {
  const counts = USER_ROLES.map((role) => RIGHTS.filter((right) => hasRight(role, right)).length);

  expect(counts).toEqual([...counts].sort((a, b) => a - b));
});

const limited = (role: string, ...grants: [number, string][]): Access => ({
  role,
  grants: grants.map(([fabricId, granted]) => ({ fabricId, role: granted })),
});
const everywhere = (role: string): Access => ({ role, grants: null });

describe('the role on fabric 7', () => {
  test.each<[string, Access, UserRole | null]>([
    ['a viewer of all', everywhere('viewer'), 'viewer'],
    ['an operator of all', everywhere('operator'), 'operator'],
    ['an administrator', everywhere('administrator'), 'administrator'],
    ['an unknown role', everywhere('constructor'), null],
    ['no grant at all', limited('operator'), null],
    ['a grant on another fabric', limited('operator', [8, 'operator']), null],
    ['granted to look', limited('operator', [7, 'viewer']), 'viewer'],
    ['granted to operate', limited('operator', [7, 'operator']), 'operator'],
    ['granted to operate, but a viewer', limited('viewer', [7, 'operator']), 'viewer'],
    ['granted to look, among others', limited('operator', [6, 'operator'], [7, 'viewer']), 'viewer'],
    ['granted an unknown role', limited('operator', [7, 'toString']), null],
    ['an unknown role with a grant', limited('', [7, 'operator']), null],
    ['never above the grant', limited('administrator', [7, 'viewer']), 'viewer'],
  ])('of %s', (_, access, role) => {
    expect(roleOn(access, 7)).toBe(role);
    expect(canView(access, 7)).toBe(role !== null);
    expect(canOperate(access, 7)).toBe(role === 'operator' || role === 'administrator');
  });
});

test.each<[Access, boolean, boolean]>([
  [everywhere('viewer'), false, false],
  [everywhere('operator'), false, true],
  [everywhere('administrator'), false, true],
  [limited('operator', [7, 'operator']), true, false],
  [limited('administrator'), true, false],
  [limited('viewer'), true, false],
])('%j: limited %s, may operate on what is shared %s', (access, isLimitedExpected, mayOperateAll) => {
  expect(isLimited(access)).toBe(isLimitedExpected);
  expect(canOperateAll(access)).toBe(mayOperateAll);
});

test.each<[Access, readonly number[] | null]>([
  [everywhere('viewer'), null],
  [everywhere('constructor'), []],
  [limited('operator', [7, 'viewer'], [8, 'operator']), [7, 8]],
  [limited('operator', [7, 'toString'], [8, 'operator']), [8]],
  [limited('toString', [7, 'viewer']), []],
  [limited('viewer'), []],
])('%j sees the fabrics %j', (access, ids) => {
  expect(visibleFabricIds(access)).toEqual(ids);
});
