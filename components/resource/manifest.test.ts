import { expect, it } from 'vitest';
import type { ResourceDetail } from '#server/domain/wire/resource.ts';
import { manifestOf } from './manifest.ts';

const resource = (desired: ResourceDetail['desired']): ResourceDetail => ({
  id: 1,
  fabric_id: 1,
  api_version: 'vpc.githedgehog.com/v1beta1',
  kind: 'VPC',
  namespace: 'default',
  name: 'vpc-1',
  drift_status: 'in_sync',
  drift_fields: [],
  source_file: null,
  source_document: null,
  source_line: null,
  commit: null,
  version: 1,
  verified_at: null,
  updated_at: '2026-03-01T12:00:00Z',
  desired,
});

it('is null for what is not desired', () => {
  expect(manifestOf(resource(null))).toBeNull();
});

it.each([
  ['without labels', { spec: { vlan: 1 }, labels: {}, annotations: {} }, {}],
  [
    'with labels',
    { spec: { vlan: 1 }, labels: { team: 'net' }, annotations: {} },
    { labels: { team: 'net' } },
  ],
])('makes a manifest %s, in the usual order', (_name, desired, more) => {
  const manifest = manifestOf(resource(desired));

  expect(manifest).toEqual({
    apiVersion: 'vpc.githedgehog.com/v1beta1',
    kind: 'VPC',
    metadata: { name: 'vpc-1', namespace: 'default', ...more },
    spec: { vlan: 1 },
  });
  expect(Object.keys(manifest ?? {})).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
});
