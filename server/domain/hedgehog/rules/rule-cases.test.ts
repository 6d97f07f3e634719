import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkRules } from '#server/domain/hedgehog/rules.ts';
import { ALL_CASES } from './cases/all-cases.ts';
import { desiredOf, type Objects } from './cases/rule-case.ts';
import { RULE_SEVERITIES, type RuleFinding } from './rule.ts';

const check = (objects: Objects, live: Objects = {}): RuleFinding[] =>
  checkRules({ desired: desiredOf(objects), live: desiredOf(live) });

describe.each(
  ALL_CASES.map(
    (entry) => [`${entry.rule}${entry.why === undefined ? '' : `: ${entry.why}`}`, entry] as const,
  ),
)('%s', (_title, { rule, field, of, bad, good, live, says = '' }) => {
  it('is found, where it is', () => {
    const name = of ?? Object.keys(Object.values(bad)[0] ?? {})[0];

    const found = check(bad, live).filter((finding) => finding.rule === rule);

    expect(found).toContainEqual(
      expect.objectContaining({ field, identity: expect.objectContaining({ name }) }),
    );
    expect(found.map(({ message }) => message).join('\n')).toContain(says);
  });

  it('is not found in the nearest good one', () => {
    expect(check(good, live).filter((finding) => finding.rule === rule)).toEqual([]);
  });
});

it('has a pair for every rule there is, and every rule once', () => {
  const sources = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'));
  const rules = sources.flatMap((source) =>
    [...source.matchAll(/= (?:refused|warning)\(\s*'([a-z0-9-]+)'/g)].map(([, id]) => id ?? ''),
  );

  expect(new Set(rules).size).toBe(rules.length);
  expect(rules.length).toBeGreaterThan(90);
  // These two speak of what the cases leave out: namespaces and annotations.
  const elsewhere = ['namespace-not-default', 'attachment-p2p-link'];
  expect(new Set([...ALL_CASES.map(({ rule }) => rule), ...elsewhere])).toEqual(new Set(rules));
});

it('names the object, a field, a source and an expectation in every finding', () => {
  for (const { bad, live } of ALL_CASES) {
    for (const finding of check(bad, live)) {
      expect(finding.identity).toEqual({
        kind: expect.any(String),
        namespace: 'default',
        name: expect.any(String),
      });
      expect(finding.field).toMatch(/^(?:spec|metadata)\b/);
      expect(RULE_SEVERITIES).toContain(finding.severity);
      expect(finding.source).toMatch(/ (?:webhooks?|schema)\b/);
      expect(finding.message.length).toBeGreaterThan(20);
      expect(finding.message).not.toMatch(/undefined|null|\[object/);
    }
  }
});

it('finds a link annotation that is no /31', () => {
  const attachment = (link: string): RuleFinding[] =>
    checkRules({
      desired: desiredOf({ VPCAttachment: { a: { subnet: 'vpc-1', connection: 'c' } } }).map((object) => ({
        ...object,
        annotations: { 'fabric.githedgehog.com/p2p-link': link },
      })),
      live: [],
    });

  expect(attachment('10.9.0.0/30')).toMatchObject([
    {
      rule: 'attachment-p2p-link',
      severity: 'refused',
      field: 'metadata.annotations["fabric.githedgehog.com/p2p-link"]',
    },
  ]);
  expect(attachment('10.9.0.0/31')).toEqual([]);
});

it('warns of another namespace than default, and looks for neighbours in the same one', () => {
  const desired = [
    ...desiredOf({ VPC: { 'vpc-1': { subnets: { a: { subnet: '10.0.1.0/24', vlan: 1 } } } } }),
    ...desiredOf({ VPC: { 'vpc-1': { subnets: { a: { subnet: '10.0.1.0/24', vlan: 1 } } } } }, 'lab'),
  ];

  expect(checkRules({ desired, live: [] })).toMatchObject([
    {
      rule: 'namespace-not-default',
      severity: 'warning',
      identity: { namespace: 'lab' },
      field: 'metadata.namespace',
    },
  ]);
});

it('says nothing of live objects, and passes over what it does not know', () => {
  const live = desiredOf({
    VPC: { theirs: {}, other: {} },
    Switch: { 'leaf-01': {} },
    Connection: { c: {} },
  });

  expect(checkRules({ desired: [], live })).toEqual([]);
  expect(
    check({
      VPCAttachment: { a: { subnet: 'vpc-9/x', connection: 'c-9' } },
      VPCPeering: { p: { permit: [{ a: { subnets: ['x'] }, b: {} }] } },
    }),
  ).toEqual([]);
});

it('puts what is refused first', () => {
  const findings = check({
    Switch: { 'leaf-01': { role: 'server-leaf' } },
    VPC: { 'vpc-1': { mode: 'l3flat', subnets: { a: { subnet: '10.0.1.0/24', vlan: 1 } } } },
  });

  expect(findings.map(({ severity }) => severity)).toEqual(['refused', 'refused', 'warning']);
});

it('refuses only what no release takes: hydration, defaults of an installation and what is deprecated are warnings', () => {
  const warnings = ALL_CASES.flatMap(({ rule, bad, live }) =>
    check(bad, live).filter((finding) => finding.rule === rule && finding.severity === 'warning'),
  ).map(({ rule }) => rule);

  expect([...new Set(warnings)].toSorted()).toEqual([
    'attachment-host-bgp-native-vlan',
    'attachment-mclag',
    'connection-mclag',
    'connection-mtu',
    'connection-types',
    'external-attachment-external-bgp',
    'external-peering-namespaces',
    'gateway-not-hydrated',
    'ipv4-namespace-reserved',
    'ipv4-namespace-subnet-count',
    'link-address-outside-fabric',
    'link-not-hydrated',
    'name-too-long-for-labels',
    'peering-no-subnets',
    'peering-remote',
    'static-external-reserved',
    'switch-asn-range',
    'switch-ip-outside',
    'switch-mclag',
    'switch-not-hydrated',
    'vlan-namespace-reserved',
    'vlan-namespace-too-small',
    'vpc-subnet-reserved',
  ]);
});
