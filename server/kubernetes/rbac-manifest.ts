import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import type { Right, WhoAmI } from './access.ts';

const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;
/** The account of the documents, for clusters that do not say who we are. */
const USUAL_ACCOUNT = 'hnp-sync';

const RBAC = 'rbac.authorization.k8s.io';

/**
 * A Role and RoleBinding, as YAML for `kubectl apply`, that grant exactly the given rights of one namespace. The names follow from the rights
 * and the account: applying one manifest never takes away what another one granted.
 */
export function rbacManifest(rights: readonly Right[], namespace: string, who: WhoAmI | null): string {
  return grant('Role', rights, subject(who, namespace), { namespace });
}

/** The same for rights over the whole cluster. @param namespace of the account where the cluster does not say who we are */
export function clusterRbacManifest(rights: readonly Right[], namespace: string, who: WhoAmI | null): string {
  return grant('ClusterRole', rights, subject(who, namespace), {});
}

function grant(
  kind: 'Role' | 'ClusterRole',
  rights: readonly Right[],
  account: object,
  place: { readonly namespace?: string },
): string {
  const rules = rulesFor(rights);
  const name = `fabric-sync-${digest(rules)}`;
  const apiVersion = `${RBAC}/v1`;
  const role = { apiVersion, kind, metadata: { name, ...place }, rules };
  const binding = {
    apiVersion,
    kind: `${kind}Binding`,
    metadata: { name: `${name}-${digest(account)}`, ...place },
    subjects: [account],
    roleRef: { apiGroup: RBAC, kind, name },
  };
  return documents([role, binding]);
}

function digest(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);
}

export function namespaceManifest(name: string): string {
  return documents([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }]);
}

function documents(objects: readonly object[]): string {
  return objects.map((object) => stringify(object, { aliasDuplicateObjects: false })).join('---\n');
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
  return { apiGroup: RBAC, kind: 'User', name: who.username };
}
