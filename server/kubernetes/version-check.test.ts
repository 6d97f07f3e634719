import { describe, expect, it } from 'vitest';
import { checkKindVersion, checkServerVersion } from './version-check.ts';

const MISMATCH = expect.objectContaining({ code: 'K8S_API_VERSION_MISMATCH' }) as Error;

describe('checkServerVersion', () => {
  it.each([
    ['1', '29', 'v1.29.0'],
    ['1', '36', 'v1.36.3'],
    ['1', '31+', 'v1.31.4-gke.1183000'],
    ['1', '30', 'v1.30.2+k3s1'],
    ['', '', 'v1.33.1-eks-abc'],
    ['2', '0', 'v2.0.0'],
  ])('takes %s.%s (%s)', (major, minor, gitVersion) => {
    expect(() => checkServerVersion({ major, minor, gitVersion })).not.toThrow();
  });

  it.each([
    ['1', '28', 'v1.28.15'],
    ['1', '28+', 'v1.28.15-eks-1'],
    ['1', '9', 'v1.9.0'],
    ['0', '99', 'v0.99.0'],
    ['', '', 'v1.27.1'],
    ['', '', 'unknown'],
  ])('refuses %s.%s (%s)', (major, minor, gitVersion) => {
    expect(() => checkServerVersion({ major, minor, gitVersion })).toThrow(MISMATCH);
  });
});

describe('checkKindVersion', () => {
  const vpc = {
    group: 'vpc.githedgehog.com',
    kind: 'VPC',
    plural: 'vpcs',
    version: 'v1alpha2',
    versions: ['v1alpha2'],
  };

  it('takes a kind that is served at the version that we write', () => {
    expect(() => checkKindVersion({ ...vpc, versions: ['v1alpha2', 'v1beta1'] }, 'v1beta1')).not.toThrow();
  });

  it('refuses a kind that is served at others only', () => {
    expect(() => checkKindVersion(vpc, 'v1beta1')).toThrow(MISMATCH);
  });
});
