import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { SYNC_CLUSTER_RULES, SYNC_RULES } from '#e2e/cluster/sync-rights.ts';
import type { Rule } from '#e2e/cluster/service-account.ts';
import type { Cluster } from './cluster.ts';
import { objectAt, stringAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { apiVersionOf, collectionOf, keyOf } from './kinds/kind.ts';
import type { Kind } from './kinds/kind.ts';
import {
  CLUSTER_ROLES,
  CLUSTER_ROLE_BINDINGS,
  CUSTOM_RESOURCE_DEFINITIONS,
  NAMESPACES,
  ROLES,
  ROLE_BINDINGS,
  SERVICE_ACCOUNTS,
} from './kinds/built-in.ts';
import { storeNew } from './verbs/store-create.ts';

/** The service account that the product's example fabric syncs with. */
export const SYNC_ACCOUNT = { namespace: 'default', name: 'hnp-sync' };

/** Made last: where it is, everything else was made too, and what is missing now was taken away by somebody. */
const LAST_MADE = 'kube-system';

/** Fills an empty cluster: its namespaces, the Hedgehog kinds, and the sync account with the rights it needs. */
export function bootstrap(cluster: Cluster): void {
  if (cluster.store.get(collectionOf(NAMESPACES), `/${LAST_MADE}`)) return;
  for (const name of ['default', 'kube-public']) add(cluster, NAMESPACES, '', { metadata: { name } });
  for (const definition of hedgehogDefinitions()) add(cluster, CUSTOM_RESOURCE_DEFINITIONS, '', definition);
  addSyncAccount(cluster);
  add(cluster, NAMESPACES, '', { metadata: { name: LAST_MADE } });
}

/** The CRDs beside this file. */
export function hedgehogDefinitions(): JsonObject[] {
  const folder = join(import.meta.dirname, 'crds');
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return files.toSorted().map((file) => parse(readFileSync(join(folder, file), 'utf8')) as JsonObject);
}

function addSyncAccount(cluster: Cluster): void {
  const { namespace, name } = SYNC_ACCOUNT;
  const subjects = [{ kind: 'ServiceAccount', name, namespace }];
  const binding = (kind: string): JsonObject => ({
    metadata: { name },
    subjects,
    roleRef: { apiGroup: ROLES.group, kind, name },
  });
  add(cluster, SERVICE_ACCOUNTS, namespace, { metadata: { name } });
  add(cluster, ROLES, namespace, { metadata: { name }, rules: asJson(SYNC_RULES) });
  add(cluster, ROLE_BINDINGS, namespace, binding('Role'));
  add(cluster, CLUSTER_ROLES, '', { metadata: { name }, rules: asJson(SYNC_CLUSTER_RULES) });
  add(cluster, CLUSTER_ROLE_BINDINGS, '', binding('ClusterRole'));
}

function asJson(rules: Rule[]): JsonObject[] {
  return rules.map((rule) => ({ ...rule }));
}

/** A process that died while it filled the cluster goes on where it was. */
function add(cluster: Cluster, kind: Kind, namespace: string, object: JsonObject): void {
  const name = stringAt(objectAt(object, 'metadata'), 'name');
  if (cluster.store.get(collectionOf(kind), keyOf(kind, namespace, name))) return;
  storeNew(cluster, kind, namespace, { ...object, apiVersion: apiVersionOf(kind), kind: kind.kind }, false);
}
