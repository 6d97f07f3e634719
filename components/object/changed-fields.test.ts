import { expect, it } from 'vitest';
import { changedFields } from './changed-fields.ts';

const stored = { name: 'a', sync_interval: 300, git_repository: null, prune: true };

it.each([
  ['nothing', { ...stored }, {}],
  ['one field', { ...stored, name: 'b' }, { name: 'b' }],
  [
    'a field set to null or false',
    { ...stored, git_repository: 4, prune: false },
    { git_repository: 4, prune: false },
  ],
  ['a secret kept', { ...stored, kubernetes_token: undefined }, {}],
  ['a secret set', { ...stored, kubernetes_token: 'x' }, { kubernetes_token: 'x' }],
  ['a secret removed', { ...stored, kubernetes_token: '' }, { kubernetes_token: '' }],
])('%s', (_name, values, changed) => {
  expect(changedFields(stored, values)).toEqual(changed);
});
