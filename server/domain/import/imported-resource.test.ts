import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise } from '#server/domain/hedgehog/normalise.ts';
import { desiredResources } from '#server/domain/plan/arbitrary-resources.ts';
import { compareResource } from '#server/domain/plan/compare.ts';
import type { JsonObject, JsonValue, LiveResource, ManagedFieldsEntry } from '#server/domain/resource.ts';
import { importedResource } from './imported-resource.ts';

const live = (kind: string, spec: JsonObject, differs: Partial<LiveResource> = {}): LiveResource => ({
  apiVersion: 'vpc.githedgehog.com/v1beta1',
  kind,
  namespace: 'default',
  name: 'x',
  uid: 'u',
  resourceVersion: '1',
  labels: {},
  annotations: {},
  managedFields: [],
  spec,
  ...differs,
});
const update = (spec: JsonObject): ManagedFieldsEntry => ({
  manager: 'kubectl',
  operation: 'Update',
  fields: { 'f:spec': spec },
});

const SUBNET = { subnet: '10.0.1.0/24', vlan: 5 };
const DHCP = { enable: true, range: { start: '10.0.2.2', end: '10.0.2.255' } };
const FILLED = {
  mode: 'l2vni',
  ipv4Namespace: 'default',
  vlanNamespace: 'default',
  subnets: {
    web: { ...SUBNET, gateway: '10.0.1.1', dhcp: {} },
    db: { subnet: '10.0.2.0/24', vlan: 6, dhcp: DHCP },
  },
};
const WRITTEN = {
  'f:subnets': {
    'f:web': { '.': {}, 'f:subnet': {}, 'f:vlan': {} },
    'f:db': { 'f:subnet': {}, 'f:vlan': {}, 'f:dhcp': { 'f:enable': {} } },
  },
};

describe('importedResource', () => {
  it('keeps what somebody wrote, and leaves out what the webhook filled in', () => {
    expect(importedResource(live('VPC', FILLED, { managedFields: [update(WRITTEN)] })).spec).toEqual({
      subnets: { web: SUBNET, db: { subnet: '10.0.2.0/24', vlan: 6, dhcp: { enable: true } } },
    });
  });

  it('keeps a default that somebody wrote out', () => {
    const managedFields = [
      update(WRITTEN),
      update({ 'f:subnets': { 'f:web': { 'f:gateway': {} } }, 'f:mode': {} }),
    ];

    expect(importedResource(live('VPC', FILLED, { managedFields })).spec).toMatchObject({
      mode: 'l2vni',
      subnets: { web: { gateway: '10.0.1.1' } },
    });
  });

  it('leaves out all that comes by itself where owners are not told', () => {
    expect(importedResource(live('VPC', FILLED)).spec).toEqual({
      subnets: { web: SUBNET, db: { subnet: '10.0.2.0/24', vlan: 6, dhcp: { enable: true } } },
    });
  });

  it('keeps what nobody owns where no rule explains it', () => {
    const spec = { ...FILLED, brandNew: 'set by a webhook of tomorrow' };

    expect(importedResource(live('VPC', spec, { managedFields: [update(WRITTEN)] })).spec).toHaveProperty(
      'brandNew',
    );
  });

  it('leaves out a point in time that a webhook keeps', () => {
    const managedFields = [update({ 'f:portLocators': {}, 'f:role': {} })];

    expect(
      importedResource(live('Switch', { role: 'spine', portLocators: { 'E1/1': 'x' } }, { managedFields }))
        .spec,
    ).toEqual({ role: 'spine' });
  });

  it.each([
    ['fabric.githedgehog.com/ipv4ns', false],
    ['app.kubernetes.io/managed-by', false],
    ['fabric-sync/owner', false],
    ['argocd.argoproj.io/instance', false],
    ['kustomize.toolkit.fluxcd.io/name', false],
    ['team', true],
  ])('label %s: kept %s', (key, kept) => {
    expect(Object.keys(importedResource(live('VPC', {}, { labels: { [key]: 'x' } })).labels)).toEqual(
      kept ? [key] : [],
    );
  });

  it.each([
    ['kubectl.kubernetes.io/last-applied-configuration', false],
    ['fabric-sync/last-updated', false],
    ['meta.helm.sh/release-name', false],
    ['fabric.githedgehog.com/p2p-link', true],
  ])('annotation %s: kept %s', (key, kept) => {
    expect(
      Object.keys(importedResource(live('VPC', {}, { annotations: { [key]: 'x' } })).annotations),
    ).toEqual(kept ? [key] : []);
  });

  it('is never different from what it was taken from, whoever owns what', () => {
    fc.assert(
      fc.property(desiredResources, fc.boolean(), (desired, told) => {
        const filled = live(desired.kind, normalise(desired).spec, {
          labels: desired.labels,
          annotations: desired.annotations,
          managedFields: told ? [update(ownersOf(desired.spec))] : [],
        });

        const imported = importedResource(filled);

        expect(compareResource(imported, filled)).toEqual([]);
        expect(normalise(imported)).toEqual(normalise(filled));
      }),
    );
  });
});

/** As a create leaves them. */
function ownersOf(value: JsonObject): JsonObject {
  const node: Record<string, JsonValue> = { '.': {} };
  for (const [key, child] of Object.entries(value)) {
    node[`f:${key}`] =
      typeof child === 'object' && child !== null && !Array.isArray(child)
        ? ownersOf(child as JsonObject)
        : {};
  }
  return node;
}
