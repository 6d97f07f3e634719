import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import type { Right, WhoAmI } from './access.ts';

const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;
/** The account of the documents, for clusters that do not say who we are. */
const USUAL_ACCOUNT = 'hnp-sync';

/**
 * A Role and RoleBinding, as YAML for `kubectl apply`, that grant exactly the given rights of one namespace. The name follows from the rights:
 * applying one manifest never takes away what another one granted.
 */
export function rbacManifest(rights: readonly Right[], namespace: string, who: WhoAmI | null): string {
  const rules = rulesFor(rights);
  const digest = createHash('sha256').update(JSON.stringify(rules)).digest('hex').slice(0, 8);
  const metadata = { name: `fabric-sync-${digest}`, namespace };
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules };
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata,
    subjects: [subject(who, namespace)],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
  };
  return [role, binding].map((object) => stringify(object, { aliasDuplicateObjects: false })).join('---\n');
}

function rulesFor(rights: readonly Right[]): { apiGroups: string[]; resources: string[]; verbs: string[] }[] {
  const verbs = new Map<string, Set<string>>();
  for (const { group, resource, verb } of rights) {
    const key = `${group}/${resource}`;
    verbs.set(key, (verbs.get(key) ?? new Set()).add(verb));
  }
  const alike = Map.groupBy(verbs, ([key, set]) => `${key.split('/')[0]} ${[...set].join(',')}`);
  return [...alike.values()].map((entries) => ({
    apiGroups: [entries[0]?.[0].split('/')[0] ?? ''],
    resources: entries.map(([key]) => key.split('/')[1] ?? ''),
    verbs: [...(entries[0]?.[1] ?? [])],
  }));
}

function subject(who: WhoAmI | null, namespace: string) {
  const [, home, name] = SERVICE_ACCOUNT.exec(who?.username ?? '') ?? [];
  if (home !== undefined && name !== undefined) return { kind: 'ServiceAccount', name, namespace: home };
  if (who === null) return { kind: 'ServiceAccount', name: USUAL_ACCOUNT, namespace };
  return { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: who.username };
}
