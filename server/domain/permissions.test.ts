import { expect, test } from 'vitest';
import { hasRight, RIGHTS, USER_ROLES } from '#server/domain/permissions.ts';

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
