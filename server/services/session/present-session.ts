import { hasRight, isLimited, RIGHTS, type Access } from '#server/domain/permissions.ts';
import type { Session } from '#server/domain/wire/session.ts';

/** Who somebody is and what they may do, as pages need it to offer no more. */
export const presentSession = (username: string, access: Access): Session => ({
  username,
  role: access.role,
  rights: RIGHTS.filter((right) => hasRight(access.role, right)),
  all_fabrics: !isLimited(access),
  grants: (access.grants ?? []).map(({ fabricId, role }) => ({ fabric_id: fabricId, role })),
});
