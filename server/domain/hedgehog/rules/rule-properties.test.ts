import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkRules } from '#server/domain/hedgehog/rules.ts';
import { resourceKey } from '#server/domain/resource.ts';
import { altered, resources } from './cases/arbitrary-objects.ts';
import type { RuleFinding } from './rule.ts';

it('never throws, whatever a spec holds, and speaks of desired objects alone', () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(resources, resources, (desired, live) => {
      const identities = new Set(desired.map((object) => resourceKey(object)));
      for (const { identity, rule, field, message } of checkRules({ desired, live })) {
        reached.add(rule);
        expect(identities).toContain(resourceKey(identity));
        expect(field).not.toBe('');
        expect(message).not.toBe('');
      }
    }),
    { numRuns: 1_500 },
  );

  // Made-up specs are of use only as far as they reach.
  expect(reached.size).toBeGreaterThan(80);
}, 60_000);

it('says the same of an object, whether what stands in its way is desired too or only live', () => {
  fc.assert(
    fc.property(altered, altered, (object, other) => {
      fc.pre(resourceKey(object) !== resourceKey(other));
      const about = (findings: readonly RuleFinding[]): string[] =>
        findings
          .filter(({ identity }) => resourceKey(identity) === resourceKey(object))
          .map(({ rule, field, message }) => `${rule} ${field} ${message}`)
          .toSorted();
      const together = about(checkRules({ desired: [object, other], live: [] }));
      const apart = about(checkRules({ desired: [object], live: [other] }));

      // A namespace answers for a VPC that nobody is about to write.
      expect(apart.filter((each) => !/^\w+-namespace-too-small /.test(each))).toEqual(together);
    }),
    { numRuns: 1_500 },
  );
}, 60_000);
