import type { UserRole } from '#server/domain/permissions.ts';

export const ROLE_WORDS: Readonly<Record<UserRole, string>> = {
  viewer: 'Viewer: looks only',
  operator: 'Operator: changes and syncs',
  administrator: 'Administrator: people, too',
};
