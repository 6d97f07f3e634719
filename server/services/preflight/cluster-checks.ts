import { and, eq, ne, sql } from 'drizzle-orm';
import { fabrics } from '#db/schema/index.ts';
import { isInWriteScope, kindNamed } from '#server/domain/hedgehog/lookup-kind.ts';
import { SYNCED_KINDS } from '#server/domain/hedgehog/kinds.ts';
import type { Verdict } from '#server/domain/preflight.ts';
import type { JsonObject } from '#server/domain/resource.ts';
import type { Right } from '#server/kubernetes/access.ts';
import { checkRights } from '#server/kubernetes/preflight.ts';
import { clusterRbacManifest, namespaceManifest, rbacManifest } from '#server/kubernetes/rbac-manifest.ts';
import { apiVersionOfServed, resourceName } from '#server/kubernetes/served-kind.ts';
import { findUnknownFields } from '#server/services/preflight/desired-use.ts';
import type { PreflightSession } from '#server/services/preflight/preflight-session.ts';

const APPLY_ADVICE = 'Apply this manifest to the cluster as its administrator: kubectl apply -f -';

export async function checkNamespace(session: PreflightSession): Promise<Verdict> {
  const { kubernetesNamespace: namespace } = session.fabric;
  const client = session.client();
  const exists = await client.namespaceExists(namespace);
  if (exists === true) return await sharedNamespace(session);
  if (exists === false) {
    return {
      status: 'failed',
      detail: `Namespace ${namespace} does not exist`,
      advice: `Create it, or name another one in the configuration. ${APPLY_ADVICE}`,
      manifest: namespaceManifest(namespace),
    };
  }
  const right = { verb: 'get', group: '', resource: 'namespaces', namespace };
  return {
    status: 'skipped',
    detail: `Unknown: these credentials may not look at namespace ${namespace}`,
    advice: `Syncs do not need this right. ${APPLY_ADVICE}`,
    manifest: rbacManifest([right], namespace, await client.whoAmI()),
  };
}

/** Two fabrics in one place leave each other's objects alone, and cannot both have one of the same name. */
async function sharedNamespace({ ctx, fabric }: PreflightSession): Promise<Verdict> {
  const { kubernetesNamespace: namespace } = fabric;
  const place = sql`lower(rtrim(${fabrics.kubernetesServer}, '/')) = lower(rtrim(${fabric.kubernetesServer}, '/'))`;
  const [beside] = await ctx.db
    .select({ id: fabrics.id })
    .from(fabrics)
    .where(and(place, eq(fabrics.kubernetesNamespace, namespace), ne(fabrics.id, fabric.id)))
    .limit(1);
  const detail = `Namespace ${namespace} exists`;
  if (beside === undefined) return { status: 'ok', detail };
  return {
    status: 'warning',
    detail: `${detail}; another fabric syncs into it too`,
    advice: 'Each leaves the objects of the other alone. Give one of them a namespace of its own',
  };
}

export async function checkKinds(session: PreflightSession): Promise<Verdict> {
  const [served, { desired }] = await Promise.all([session.served(), session.desiredUse()]);
  const names = new Set(served.map(({ kind }) => kind));
  const missing = [...desired].filter((kind) => !names.has(kind)).toSorted();
  if (served.length === 0 || missing.length > 0) {
    return {
      status: 'failed',
      detail:
        served.length === 0
          ? 'Hedgehog CRDs are not installed: not one of its kinds is served'
          : `Not served, although resources of these kinds are desired: ${missing.join(', ')}`,
      advice: 'Install Hedgehog CRDs on Kubernetes cluster',
    };
  }
  const outdated = served.flatMap(({ kind, versions }) => {
    const wanted = kindNamed(kind)?.version ?? '';
    return versions.includes(wanted) ? [] : [`${kind} ${versions.join(', ')} (${wanted} is written)`];
  });
  if (outdated.length > 0) {
    return {
      status: 'failed',
      detail: `Served at other versions than those that are written: ${outdated.join('; ')}`,
      advice: 'Check Kubernetes cluster version compatibility',
    };
  }
  const absent = SYNCED_KINDS.map(({ kind }) => kind).filter((kind) => !names.has(kind));
  const groups = [...new Set(served.map(apiVersionOfServed))].toSorted().join(', ');
  const rest = absent.length === 0 ? '' : `; not served and not needed: ${absent.join(', ')}`;
  return {
    status: 'ok',
    detail: `${served.length} of ${SYNCED_KINDS.length} kinds are served (${groups})${rest}`,
  };
}

/** Needed on the kinds that the record names; before there is one, on all. Missing ones on other kinds are a warning. */
export async function checkEveryRight(session: PreflightSession): Promise<Verdict> {
  const [served, { recorded, namespaces }] = await Promise.all([session.served(), session.desiredUse()]);
  const { kubernetesNamespace, writeScope } = session.fabric;
  const client = session.client();
  const write = served.map(({ kind }) => kind).filter((kind) => isInWriteScope(kind, writeScope));
  const all = [...new Set([kubernetesNamespace, ...namespaces])];
  const checks = await Promise.all(
    all.map(async (namespace) => ({
      namespace,
      ...(await checkRights(client, served, namespace, { write })),
    })),
  );
  const lacking = checks.filter(({ missing }) => missing.length > 0);
  const where = all.length === 1 ? `in namespace ${kubernetesNamespace}` : `in ${all.length} namespaces`;
  if (lacking.length === 0) {
    return { status: 'ok', detail: `Every right on ${served.length} kinds is granted ${where}` };
  }
  const needed = new Set(
    served
      .filter(({ kind }) => recorded.size === 0 || recorded.has(kind))
      .map(({ plural, group }) => `${plural}.${group}`),
  );
  const blocking = lacking.some(({ missing }) =>
    missing.some(({ resource, group }) => needed.has(`${resource}.${group}`)),
  );
  const list = lacking.map(
    ({ namespace, missing }) => `in namespace ${namespace}: ${rightsByVerbs(missing)}`,
  );
  return {
    status: blocking ? 'failed' : 'warning',
    detail: blocking
      ? `Missing rights ${list.join(' · ')}`
      : `No resource of the fabric needs them today, but these rights are missing ${list.join(' · ')}`,
    advice: APPLY_ADVICE,
    manifest: lacking.map(({ manifest }) => manifest ?? '').join('---\n'),
  };
}

/** "create, patch of vpcs.vpc.githedgehog.com, …; list of …": kinds that lack the same are named together. */
function rightsByVerbs(missing: readonly Right[]): string {
  const byName = Map.groupBy(missing, ({ resource, group }) => resourceName({ plural: resource, group }));
  const byVerbs = Map.groupBy(byName, ([, rights]) => rights.map(({ verb }) => verb).join(', '));
  return [...byVerbs]
    .map(([verbs, names]) => `${verbs} of ${names.map(([name]) => name).join(', ')}`)
    .join('; ');
}

const MOST_FIELDS = 20;

export async function checkFields(session: PreflightSession): Promise<Verdict> {
  const [served, { desired }] = await Promise.all([session.served(), session.desiredUse()]);
  if (desired.size === 0)
    return { status: 'skipped', detail: 'Waits for a desired state: no resource is known yet' };
  const client = session.client();
  const used = served.filter(({ kind }) => desired.has(kind));
  const read = await Promise.all(
    used.map(async (kind) => [kind.kind, await client.crdSchema(kind)] as const),
  );
  const schemas = new Map<string, JsonObject>();
  for (const [kind, schema] of read) {
    const properties = schema?.['properties'] as JsonObject | undefined;
    const spec = properties?.['spec'] as JsonObject | undefined;
    if (spec !== undefined) schemas.set(kind, spec);
  }
  const unread = used.map(({ kind }) => kind).filter((kind) => !schemas.has(kind));
  const found = await findUnknownFields(session.ctx, session.fabric.id, schemas);
  if (found.size > 0) {
    const lines = [...found].map(
      ([path, count]) => `${path} (${count} ${count === 1 ? 'object' : 'objects'})`,
    );
    const more = lines.length > MOST_FIELDS ? `; and ${lines.length - MOST_FIELDS} more` : '';
    return {
      status: 'failed',
      detail: `The cluster's CRDs do not know these fields: ${lines.slice(0, MOST_FIELDS).join('; ')}${more}`,
      advice: 'Correct the spelling in the source, or install the CRDs of a newer Hedgehog release',
    };
  }
  if (unread.length > 0) {
    return { status: 'skipped', detail: `Unknown: the schema cannot be read of ${unread.join(', ')}` };
  }
  return { status: 'ok', detail: `Every desired field of ${used.length} kinds is in the cluster's CRDs` };
}

const GROUPS = new Set(SYNCED_KINDS.map(({ group }) => group));

export async function checkWebhooks(session: PreflightSession): Promise<Verdict> {
  const client = session.client();
  const webhooks = await client.admissionWebhooks();
  if (webhooks === null) {
    const right = {
      verb: 'list',
      group: 'admissionregistration.k8s.io',
      resource: 'validatingwebhookconfigurations',
      namespace: '',
    };
    return {
      status: 'skipped',
      detail: 'Unknown: these credentials may not look at admission webhooks',
      advice: `Syncs do not need this right. ${APPLY_ADVICE}`,
      manifest: clusterRbacManifest([right], session.fabric.kubernetesNamespace, await client.whoAmI()),
    };
  }
  const ours = webhooks.filter(({ groups }) => groups.some((group) => group === '*' || GROUPS.has(group)));
  if (ours.length === 0) {
    return {
      status: 'warning',
      detail: 'No admission webhook judges Hedgehog objects: the cluster takes what the fabric would refuse',
      advice: 'Check that the fabric controller is installed and running',
    };
  }
  const names = [...new Set(ours.map(({ configuration }) => configuration))].toSorted();
  const closed = ours.some(({ failsClosed }) => failsClosed);
  const effect = closed ? '; writes fail while it does not answer' : '';
  return { status: 'ok', detail: `Hedgehog objects are judged by ${names.join(', ')}${effect}` };
}
