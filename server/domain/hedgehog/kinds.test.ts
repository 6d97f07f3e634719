import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { KIND_NAMES, KINDS, SYNCED_KINDS } from './kinds.ts';
import { isControllerOwned, isInWriteScope, kindNamed, lookupKind } from './lookup-kind.ts';

/** The vendor's CRDs, where they lie beside the project. */
const CRDS = resolve(import.meta.dirname, '../../../../shared/crds');

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string; readonly shortNames?: string[] };
    readonly versions: readonly { readonly name: string }[];
  };
}

it.each(KIND_NAMES)('%s has a complete entry', (name) => {
  const kind = KINDS[name];

  expect(kind.kind).toBe(name);
  expect(kind.plural).toMatch(/^[a-z0-9]+s$/);
  expect(kind.group).toMatch(/^[a-z]+\.githedgehog\.com$/);
  expect(kind.version).toMatch(/^v1(alpha1|beta1)$/);
  expect(kind.title).not.toBe('');
  expect(kind.titlePlural).not.toBe(kind.title);
  expect(kind.order).toBeGreaterThan(0);
  for (const column of kind.columns) {
    expect(column.title).not.toBe('');
    expect(column.value({})).toBe('');
  }
});

it('has no plural and no short name twice', () => {
  const names = KIND_NAMES.flatMap((name) => [
    `${KINDS[name].group}/${KINDS[name].plural}`,
    ...KINDS[name].shortNames,
  ]);

  expect(new Set(names).size).toBe(names.length);
});

it('holds the twelve kinds of the contract and the gateway kinds as synced', () => {
  expect(SYNCED_KINDS.map((kind) => kind.kind).toSorted()).toEqual([
    'Connection',
    'External',
    'ExternalAttachment',
    'ExternalPeering',
    'Gateway',
    'GatewayGroup',
    'GatewayPeering',
    'IPv4Namespace',
    'Server',
    'ServerProfile',
    'Switch',
    'SwitchGroup',
    'VLANNamespace',
    'VPC',
    'VPCAttachment',
    'VPCPeering',
  ]);
});

describe.skipIf(!existsSync(CRDS))(
  "against the vendor's CRDs (skipped where ../shared/crds is not present)",
  () => {
    const files = existsSync(CRDS) ? readdirSync(CRDS).filter((file) => file.endsWith('.yaml')) : [];

    it.each(files)('%s', (file) => {
      const { spec } = parse(readFileSync(resolve(CRDS, file), 'utf8')) as Crd;

      expect(kindNamed(spec.names.kind)).toMatchObject({
        group: spec.group,
        plural: spec.names.plural,
        version: spec.versions[0]?.name,
        shortNames: spec.names.shortNames ?? [],
      });
    });
  },
);

describe('columns', () => {
  it.each([
    ['VPC', { subnets: { b: {}, a: {} }, ipv4Namespace: 'x' }, { Subnets: 'a, b', 'IPv4 Namespace': 'x' }],
    ['VPCPeering', { permit: [{ 'vpc-2': {}, 'vpc-1': {} }] }, { VPCs: 'vpc-1, vpc-2' }],
    [
      'VPCAttachment',
      { subnet: 'v/s', connection: 'c', nativeVLAN: true },
      { 'VPC Subnet': 'v/s', 'Native VLAN': 'yes' },
    ],
    ['VLANNamespace', { ranges: [{ from: 1000, to: 2999 }, { from: 5 }] }, { Ranges: '1000-2999, 5-5' }],
    ['Connection', { eslag: { links: [] } }, { Type: 'eslag' }],
    [
      'ExternalPeering',
      { permit: { external: { prefixes: [{ prefix: '0.0.0.0/0' }] } } },
      { 'External Prefixes': '0.0.0.0/0' },
    ],
    ['Gateway', { groups: [{ name: 'gw', priority: 3 }] }, { Groups: 'gw' }],
  ])('%s', (name, spec, expected) => {
    const shown = Object.fromEntries(
      (kindNamed(name)?.columns ?? []).map((column) => [column.title, column.value(spec)]),
    );

    expect(shown).toMatchObject(expected);
  });
});

describe('lookup', () => {
  it.each([
    ['vpc.githedgehog.com/v1beta1', 'VPC', 'VPC'],
    ['wiring.githedgehog.com/v1beta1', 'SwitchProfile', 'SwitchProfile'],
    ['gateway.githedgehog.com/v1alpha1', 'GatewayPeering', 'GatewayPeering'],
  ])('%s %s is %s', (apiVersion, kind, found) => {
    expect(lookupKind(apiVersion, kind).found?.kind).toBe(found);
  });

  it.each([
    [
      'vpc.githedgehog.com/v1alpha2',
      'VPC',
      'VPC is read as vpc.githedgehog.com/v1beta1, not as vpc.githedgehog.com/v1alpha2',
    ],
    ['gateway.githedgehog.com/v1alpha1', 'Peering', 'Peering is not a known kind of gateway.githedgehog.com'],
    ['wiring.githedgehog.com/v1beta1', 'VPC', 'VPC is not a known kind of wiring.githedgehog.com'],
    ['v1', 'ConfigMap', 'v1 ConfigMap is not a Hedgehog kind'],
    ['hhnet.githedgehog.com/v1alpha1', 'VPC', 'hhnet.githedgehog.com/v1alpha1 VPC is not a Hedgehog kind'],
    ['v1', 'constructor', 'v1 constructor is not a Hedgehog kind'],
  ])('%s %s is another kind', (apiVersion, kind, why) => {
    expect(lookupKind(apiVersion, kind)).toEqual({ found: null, why });
  });
});

describe('who may write what', () => {
  it.each([
    ['SwitchProfile', 'ds3000', true],
    ['Agent', 'leaf-01', true],
    ['VPCInfo', 'vpc-1', true],
    ['GatewayGroup', 'default', true],
    ['GatewayGroup', 'edge', false],
    ['VPC', 'default', false],
    ['IPv4Namespace', 'default', false],
  ])('%s %s is left to its controller: %s', (kind, name, expected) => {
    expect(isControllerOwned({ kind, name })).toBe(expected);
  });

  it('the tenant scope holds VPCs, attachments, peerings and externals only', () => {
    const tenant = KIND_NAMES.filter((kind) => isInWriteScope(kind, 'tenant'));

    expect(tenant.toSorted()).toEqual([
      'External',
      'ExternalAttachment',
      'ExternalPeering',
      'GatewayPeering',
      'VPC',
      'VPCAttachment',
      'VPCPeering',
    ]);
  });

  it('no scope holds what controllers make, nor unknown kinds', () => {
    expect(KIND_NAMES.filter((kind) => isInWriteScope(kind, 'all'))).toHaveLength(SYNCED_KINDS.length);
    expect(isInWriteScope('Pod', 'all')).toBe(false);
  });
});
