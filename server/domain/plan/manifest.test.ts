import { expect, it } from 'vitest';
import type { DesiredResource } from '#server/domain/resource.ts';
import { applyBody } from './manifest.ts';

const resource: DesiredResource = {
  apiVersion: 'vpc.githedgehog.com/v1beta1',
  kind: 'VPC',
  namespace: 'default',
  name: 'vpc-1',
  labels: {
    team: 'net',
    'app.kubernetes.io/managed-by': 'Helm',
    'fabric.githedgehog.com/x': 'y',
    'fabric-sync/owner': 'stolen',
  },
  annotations: { note: 'a', 'argocd.argoproj.io/tracking-id': 'b', 'fabric-sync/last-updated': 'never' },
  spec: { subnets: { s: { vlan: 5, gateway: null, isolated: false } } },
  origin: { file: 'a.yaml', document: 1, line: 1 },
};

it('sends what the source says under our marks', () => {
  const body = applyBody(resource, { owner: 'uuid-1', lastUpdated: '2026-01-01T00:00:00.000Z' });

  expect(body).toEqual({
    apiVersion: 'vpc.githedgehog.com/v1beta1',
    kind: 'VPC',
    metadata: {
      name: 'vpc-1',
      namespace: 'default',
      labels: { team: 'net', 'app.kubernetes.io/managed-by': 'fabric-sync', 'fabric-sync/owner': 'uuid-1' },
      annotations: { note: 'a', 'fabric-sync/last-updated': '2026-01-01T00:00:00.000Z' },
    },
    spec: { subnets: { s: { vlan: 5, isolated: false } } },
  });
});
