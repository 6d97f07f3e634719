import type { UserRole } from '#server/domain/permissions.ts';

export const ROLE_WORDS: Readonly<Record<UserRole, string>> = {
  viewer: 'Viewer: reads everything but secrets',
  operator: 'Operator: changes fabrics and starts syncs too',
  administrator: 'Administrator: manages people too',
};
