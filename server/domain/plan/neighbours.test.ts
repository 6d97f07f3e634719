import { expect, test } from 'vitest';
import { OWNERSHIP, type LiveResource } from '#server/domain/resource.ts';
import { neighboursNote } from './neighbours.ts';

const owned = (...owners: (string | null)[]): LiveResource[] =>
  owners.map((owner, n) => ({
    apiVersion: 'wiring.githedgehog.com/v1beta1',
    kind: 'Server',
    namespace: 'default',
    name: `server-${n}`,
    labels: owner === null ? {} : { [OWNERSHIP.ownerLabel]: owner },
    annotations: {},
    spec: {},
    uid: `u-${n}`,
    resourceVersion: '1',
    managedFields: [],
  }));

test.each([
  [[], null],
  [['ours', null], null],
  [['ours', 'a'], '1 object of another fabric in the same cluster and namespace: left alone'],
  [['a', 'a', null], '2 objects of another fabric in the same cluster and namespace: left alone'],
  [['a', 'b', 'ours'], '2 objects of 2 other fabrics in the same cluster and namespace: left alone'],
])('owners %j: %s', (owners, note) => {
  expect(neighboursNote(owned(...owners), 'ours')).toBe(note);
});
