import type { ResourceRule, Right } from './access.ts';
import type { ClusterClient } from './client.ts';
import { rbacManifest } from './rbac-manifest.ts';
import { resourceName, type ServedKind } from './served-kind.ts';

const READ_VERBS = ['get', 'list', 'watch'] as const;
/** `patch` and `create` for server-side apply; `update` stands in the documented rights. */
const WRITE_VERBS = ['create', 'update', 'patch', 'delete'] as const;

export interface RightsCheck {
  readonly missing: readonly Right[];
  /** YAML that grants exactly what is missing; null when nothing is. */
  readonly manifest: string | null;
}

/**
 * Which rights on the served kinds we lack in a namespace: to read all of them, and to write those whose kind is in `write`. One request in the
 * common case, where RBAC itself says that it grants everything; one a right for what it does not, since other authorizers may.
 */
export async function checkRights(
  client: Pick<ClusterClient, 'accessReview' | 'rulesReview' | 'whoAmI'>,
  served: readonly ServedKind[],
  namespace: string,
  { write }: { readonly write: readonly string[] },
): Promise<RightsCheck> {
  const wanted = served.flatMap(({ group, plural, kind }) => {
    const verbs = write.includes(kind) ? [...READ_VERBS, ...WRITE_VERBS] : READ_VERBS;
    return verbs.map((verb): Right => ({ verb, group, resource: plural, namespace }));
  });
  const rules = (await client.rulesReview(namespace)) ?? [];
  const doubtful = wanted.filter((right) => !isGranted(right, rules));
  const allowed = await client.accessReview(doubtful);
  const missing = doubtful.filter((_right, index) => allowed[index] !== true);
  if (missing.length === 0) return { missing, manifest: null };
  return { missing, manifest: rbacManifest(missing, namespace, await client.whoAmI()) };
}

/** Whether RBAC rules grant a right on all objects of its resource. */
export function isGranted({ verb, group, resource }: Right, rules: readonly ResourceRule[]): boolean {
  const holds = (list: readonly string[], word: string): boolean => list.includes('*') || list.includes(word);
  return rules.some(
    (rule) =>
      (rule.resourceNames ?? []).length === 0 &&
      holds(rule.verbs, verb) &&
      holds(rule.apiGroups, group) &&
      holds(rule.resources, resource),
  );
}

/** `vpcs.vpc.githedgehog.com: create, patch; …` */
export function describeRights(rights: readonly Right[]): string {
  const byResource = Map.groupBy(rights, ({ resource, group }) => resourceName({ plural: resource, group }));
  return [...byResource].map(([name, of]) => `${name}: ${of.map(({ verb }) => verb).join(', ')}`).join('; ');
}
