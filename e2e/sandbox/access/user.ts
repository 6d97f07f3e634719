/** Who asks. */
export interface User {
  name: string;
  uid: string;
  groups: string[];
  extra?: Record<string, string[]>;
}

export const ANONYMOUS: User = { name: 'system:anonymous', uid: '', groups: ['system:unauthenticated'] };

export const ADMINISTRATOR: User = {
  name: 'admin',
  uid: '',
  groups: ['system:masters', 'system:authenticated'],
};

export function serviceAccountUser(namespace: string, name: string, uid: string): User {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    uid,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}
