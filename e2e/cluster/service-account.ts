import type { ApiClient, Reply } from './client.ts';

/** One rule of a Role, as rbac.authorization.k8s.io/v1 has it. */
export type Rule = { apiGroups: string[]; resources: string[]; verbs: string[]; resourceNames?: string[] };

export type ServiceAccount = {
  /** As messages of refusal name it: system:serviceaccount:<namespace>:<name>. */
  user: string;
  /** A new token by TokenRequest. The server refuses less than 600 s. */
  token: (seconds?: number) => Promise<string>;
  /** Takes the account away; its tokens are refused from then on. */
  remove: () => Promise<void>;
};

const RBAC = 'rbac.authorization.k8s.io';
const HOUR_SECONDS = 3600;

/**
 * Makes a service account with exactly the given rights: `rules` in its namespace, `clusterRules` in all of the cluster. One that is
 * there already gets these rights instead of its own. `client` must be an administrator's.
 */
export async function createServiceAccount(
  client: ApiClient,
  {
    name,
    namespace = 'default',
    rules = [],
    clusterRules = [],
  }: { name: string; namespace?: string; rules?: Rule[]; clusterRules?: Rule[] },
): Promise<ServiceAccount> {
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  // Cluster roles have one name space for all: two namespaces may hold an account of the same name.
  const clusterName = `${namespace}:${name}`;
  const subjects = [{ kind: 'ServiceAccount', name, namespace }];
  const inNamespace = `/apis/${RBAC}/v1/namespaces/${namespace}`;
  const objects = [
    { path: `${accounts}/${name}`, object: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } } },
    { path: `${inNamespace}/roles/${name}`, object: { ...rbac('Role', name), rules } },
    {
      path: `${inNamespace}/rolebindings/${name}`,
      object: { ...rbac('RoleBinding', name), subjects, roleRef: roleRef('Role', name) },
    },
    {
      path: `/apis/${RBAC}/v1/clusterroles/${clusterName}`,
      object: { ...rbac('ClusterRole', clusterName), rules: clusterRules },
    },
    {
      path: `/apis/${RBAC}/v1/clusterrolebindings/${clusterName}`,
      object: {
        ...rbac('ClusterRoleBinding', clusterName),
        subjects,
        roleRef: roleRef('ClusterRole', clusterName),
      },
    },
  ];
  for (const { path, object } of objects) {
    accept(
      await client.send('PATCH', path, {
        query: { fieldManager: 'fabric-sync-cluster', force: true },
        contentType: 'application/apply-patch+yaml',
        body: object,
      }),
      path,
    );
  }
  return {
    user: `system:serviceaccount:${namespace}:${name}`,
    async token(seconds = HOUR_SECONDS) {
      const reply = await client.send('POST', `${accounts}/${name}/token`, {
        body: {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
          spec: { expirationSeconds: seconds },
        },
      });
      accept(reply, `a token for ${name}`);
      return (reply.body.status as { token: string }).token;
    },
    async remove() {
      for (const { path } of objects.toReversed()) await client.send('DELETE', path);
    },
  };
}

function rbac(kind: string, name: string) {
  return { apiVersion: `${RBAC}/v1`, kind, metadata: { name } };
}

function roleRef(kind: string, name: string) {
  return { apiGroup: RBAC, kind, name };
}

function accept({ status, body }: Reply, what: string): void {
  if (status > 201) throw new Error(`${what} was refused: ${status} ${body.message}`);
}
