import { describe, expect, it } from 'vitest';
import { fieldPath, valueWords } from './field-path.ts';

describe('fieldPath', () => {
  it.each([
    [['spec', 'vlan'], 'spec.vlan'],
    [['spec', 'permit', 0, 'vpc-1'], 'spec.permit[0].vpc-1'],
    [['metadata', 'labels', 'app.kubernetes.io/name'], 'metadata.labels["app.kubernetes.io/name"]'],
    [[], ''],
  ])('%j is "%s"', (path, text) => {
    expect(fieldPath(path)).toBe(text);
  });
});

describe('valueWords', () => {
  it.each([
    [undefined, 'not set'],
    ['10.0.0.0/24', '10.0.0.0/24'],
    [1001, '1001'],
    [null, 'null'],
    [['a'], '[\n  "a"\n]'],
  ])('%j reads "%s"', (value, words) => {
    expect(valueWords(value)).toBe(words);
  });
});
