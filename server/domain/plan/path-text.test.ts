import { expect, it } from 'vitest';
import { pathText } from './path-text.ts';

it.each([
  [['spec', 'vlan'], 'spec.vlan'],
  [['spec', 'subnets', 'default-1', 'vlan'], 'spec.subnets.default-1.vlan'],
  [['spec', 'ranges', 0, 'to'], 'spec.ranges[0].to'],
  [['spec', 'portSpeeds', 'E1/5'], 'spec.portSpeeds["E1/5"]'],
  [['spec', 'x', '10.0.0.0/24', 'y'], 'spec.x["10.0.0.0/24"].y'],
  [[], ''],
])('%j is shown as %s', (path, text) => {
  expect(pathText(path)).toBe(text);
});
