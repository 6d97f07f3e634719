/** Who may do what, on all fabrics or on some. Each role has the rights of those before it. */

export const USER_ROLES = ['viewer', 'operator', 'administrator'] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** What may be granted on one fabric. */
export const GRANT_ROLES = ['viewer', 'operator'] as const satisfies readonly UserRole[];
export type GrantRole = (typeof GRANT_ROLES)[number];

/** view: read everything but secrets · operate: change fabrics and repositories, start and stop runs · administer: people and their tokens. */
export const RIGHTS = ['view', 'operate', 'administer'] as const;
export type Right = (typeof RIGHTS)[number];

const RIGHTS_OF: Record<UserRole, readonly Right[]> = {
  viewer: ['view'],
  operator: ['view', 'operate'],
  administrator: ['view', 'operate', 'administer'],
};

export interface FabricGrant {
  readonly fabricId: number;
  readonly role: string;
}

/** What somebody may do, as it stood when it was asked for. */
export interface Access {
  /** On every fabric that they see, at most; an unknown role has no rights. */
  readonly role: string;
  /** Null = all fabrics; else these, and no other exists for them. */
  readonly grants: readonly FabricGrant[] | null;
}

/** Whether the role has the right; an unknown role has none. */
export function hasRight(role: string, right: Right): boolean {
  return isRole(role) && RIGHTS_OF[role].includes(right);
}

/** Whether somebody sees only the fabrics that were granted to them. */
export const isLimited = ({ grants }: Access): boolean => grants !== null;

/** The role on one fabric: the grant's, never above one's own; null = the fabric does not exist for them. */
export function roleOn({ role, grants }: Access, fabricId: number): UserRole | null {
  if (!isRole(role)) return null;
  if (grants === null) return role;
  const granted = grants.find((each) => each.fabricId === fabricId)?.role;
  if (granted === undefined || !isRole(granted)) return null;
  return USER_ROLES.indexOf(granted) < USER_ROLES.indexOf(role) ? granted : role;
}

/** The fabrics that somebody sees; null = all. */
export function visibleFabricIds(access: Access): readonly number[] | null {
  if (access.grants === null && isRole(access.role)) return null;
  return (access.grants ?? []).map(({ fabricId }) => fabricId).filter((id) => canView(access, id));
}

export const canView = (access: Access, fabricId: number): boolean => roleOn(access, fabricId) !== null;

export function canOperate(access: Access, fabricId: number): boolean {
  const role = roleOn(access, fabricId);
  return role !== null && hasRight(role, 'operate');
}

/** Whether somebody may create fabrics, and change what several fabrics share: repositories. */
export const canOperateAll = (access: Access): boolean =>
  !isLimited(access) && hasRight(access.role, 'operate');

const isRole = (role: string): role is UserRole => Object.hasOwn(RIGHTS_OF, role);
