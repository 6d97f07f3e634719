import { hasRight, RIGHTS } from '#server/domain/permissions.ts';
import type { Session } from '#server/domain/wire/session.ts';

export const presentSession = (username: string, role: string): Session => ({
  username,
  role,
  rights: RIGHTS.filter((right) => hasRight(role, right)),
});
