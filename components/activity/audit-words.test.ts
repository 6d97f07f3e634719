import { expect, it } from 'vitest';
import { auditDetails, auditTitle } from './audit-words.ts';

it.each([
  ['fabric.updated', 'Fabric updated'],
  ['sync.mass_prune.allowed', 'Sync mass prune allowed'],
])('%s reads "%s"', (kind, title) => {
  expect(auditTitle(kind)).toBe(title);
});

it.each([
  [{}, ''],
  [{ fields: ['name', 'prune'], name: 'dc1' }, 'fields: name, prune · name: dc1'],
  [{ count: 3, why: null }, 'count: 3 · why: null'],
])('%j reads "%s"', (data, details) => {
  expect(auditDetails(data)).toBe(details);
});
