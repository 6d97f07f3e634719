import { expect, it } from 'vitest';
import { newInputPatch } from './inventory-change.ts';

const NOW = new Date('2026-03-01T12:00:00Z');

it.each([
  [null, {}],
  ['K8S_AUTH_INVALID_TOKEN', { retryAttempt: 0, retryAt: NOW, scheduleStopped: false }],
  ['K8S_CRD_VALIDATION_FAILED', { retryAttempt: 0, retryAt: NOW, scheduleStopped: false }],
])('a fabric with the error %s', (errorCode, patch) => {
  expect(newInputPatch({ errorCode }, NOW)).toEqual(patch);
});
