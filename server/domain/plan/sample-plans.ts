/** Objects and plans for tests of the plan, in one line each. */
import { apiVersionOf, kindNamed } from '#server/domain/hedgehog/lookup-kind.ts';
import {
  resourceKey,
  type DesiredResource,
  type JsonObject,
  type LiveResource,
} from '#server/domain/resource.ts';
import { desiredHash, liveHash } from './fingerprint.ts';
import { applyBody } from './manifest.ts';
import { planSync } from './plan.ts';
import type { Plan, PlanOptions, StoredFingerprints } from './plan-types.ts';

const OWNER = '11111111-1111-4111-8111-111111111111';
const OPTIONS: PlanOptions = { force: false, prune: true, writeScope: 'all', conflictPolicy: 'force' };

/** A desired object of a known kind. */
export function want(
  kind: string,
  name: string,
  spec: JsonObject = {},
  more: Partial<DesiredResource> = {},
): DesiredResource {
  const known = kindNamed(kind);
  const apiVersion = known === undefined ? 'v1' : apiVersionOf(known);
  return { apiVersion, kind, namespace: 'default', name, labels: {}, annotations: {}, spec, ...more };
}

/** As server-side apply by this fabric left it. */
export function applied(desired: DesiredResource, more: Partial<LiveResource> = {}): LiveResource {
  const { metadata, spec = {} } = applyBody(desired, { owner: OWNER, lastUpdated: '2026-01-01T00:00:00Z' });
  const owned = (value: unknown): JsonObject =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).map(([key, child]) => [`f:${key}`, owned(child)]))
      : {};
  const fields = {
    'f:spec': owned(spec),
    'f:metadata': { 'f:labels': owned(metadata.labels), 'f:annotations': owned(metadata.annotations) },
  };
  return {
    ...desired,
    labels: metadata.labels,
    annotations: metadata.annotations,
    spec,
    uid: `uid-${desired.name}`,
    resourceVersion: '7',
    managedFields: [{ manager: 'fabric-sync', operation: 'Apply', fields }],
    ...more,
  };
}

/** The pair that a verified read leaves. */
export const stored = (desired: DesiredResource, live: LiveResource): [string, StoredFingerprints] => [
  resourceKey(desired),
  { desiredHash: desiredHash(desired), liveHash: liveHash(live) },
];

/** A plan for the fabric OWNER. */
export function plan(
  desired: readonly DesiredResource[],
  live: readonly LiveResource[],
  options: Partial<PlanOptions> = {},
  pairs: readonly [string, StoredFingerprints][] = [],
): Plan {
  return planSync({
    desired,
    live,
    stored: new Map(pairs),
    owner: OWNER,
    options: { ...OPTIONS, ...options },
  });
}

export const actions = (made: Plan): Record<string, string> =>
  Object.fromEntries(made.items.map((item) => [item.key, item.action]));
export const levels = (made: Plan): Record<string, number> =>
  Object.fromEntries(made.items.map((item) => [item.key, item.level]));
export const vpc = (name: string, subnet = '10.0.1.0/24', vlan = 1001): DesiredResource =>
  want('VPC', name, { subnets: { default: { subnet, vlan } } });
