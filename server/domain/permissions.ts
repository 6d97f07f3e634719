/** Who may do what. Each role has the rights of those before it. */

export const USER_ROLES = ['viewer', 'operator', 'administrator'] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** view: read everything but secrets · operate: change fabrics and repositories, start and stop runs · administer: people and their tokens. */
export const RIGHTS = ['view', 'operate', 'administer'] as const;
export type Right = (typeof RIGHTS)[number];

const RIGHTS_OF: Record<UserRole, readonly Right[]> = {
  viewer: ['view'],
  operator: ['view', 'operate'],
  administrator: ['view', 'operate', 'administer'],
};

/** Whether the role has the right; an unknown role has none. */
export function hasRight(role: string, right: Right): boolean {
  return Object.hasOwn(RIGHTS_OF, role) && RIGHTS_OF[role as UserRole].includes(right);
}
