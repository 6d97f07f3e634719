import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyResource, desiredResources } from '#server/domain/plan/arbitrary-resources.ts';
import { applied, plan, want } from '#server/domain/plan/sample-plans.ts';
import { resourceKey, type DesiredResource, type LiveResource } from '#server/domain/resource.ts';
import { describeImpact } from './describe-impact.ts';
import { attach, impactOf, unbundled, type Fabric } from './sample-fabric.ts';

const HOLE = /undefined|null|NaN|\[object|^ |  | $/;
/** Fabrics of a few names, so that objects name each other. */
const fabricsOf = (resources: typeof anyResource): fc.Arbitrary<Fabric> =>
  fc
    .array(fc.tuple(resources, fc.constantFrom('a', 'b', 'c-1', 'leaf-01', 'vpc-1')), { maxLength: 14 })
    .map((pairs): Fabric => {
      const named = pairs.map(([resource, name]): DesiredResource => ({ ...resource, name }));
      return [...new Map(named.map((each) => [resourceKey(each), each])).values()];
    });

const fabrics = fabricsOf(desiredResources);
const wildFabrics = fabricsOf(anyResource);

describe('of whatever fabrics', { timeout: 60_000 }, () => {
  it('a plan without items means nothing', () => {
    fc.assert(
      fc.property(fabrics, (fabric) => {
        const desired = new Map(fabric.map((each) => [resourceKey(each), each]));
        const live = new Map(fabric.map((each) => [resourceKey(each), applied(each)]));
        expect(describeImpact({ items: [], desired, live })).toEqual([]);
        expect(
          describeImpact({
            items: plan(fabric, []).items.map((item) => ({ ...item, action: 'none' as const })),
            desired,
            live,
          }),
        ).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('every sentence is caused by items that do something, is told once, losses first, in the same order every time', () => {
    fc.assert(
      fc.property(fc.oneof(fabrics, wildFabrics), fc.oneof(fabrics, wildFabrics), (from, to) => {
        const { statements, items } = impactOf(from, to);
        const known = new Set(items);
        const rank = statements.map(({ effect }) => ['loses', 'changes', 'gains'].indexOf(effect));

        expect(new Set(statements.map(({ text }) => text)).size).toBe(statements.length);
        expect(rank).toEqual(rank.toSorted((a, b) => a - b));
        for (const { text, causes, subject_name: name } of statements) {
          expect(causes.length, text).toBeGreaterThan(0);
          expect(
            causes.filter((cause) => !known.has(cause)),
            text,
          ).toEqual([]);
          expect(name).not.toBe('');
        }
        expect(impactOf(from.toReversed(), to.toReversed()).statements).toEqual(statements);
      }),
      { numRuns: 300 },
    );
  });

  it('no sentence has a hole where a value is missing', () => {
    fc.assert(
      fc.property(fabrics, fabrics, (from, to) => {
        for (const { text } of impactOf(from, to).statements) expect(text).not.toMatch(HOLE);
      }),
      { numRuns: 300 },
    );
  });
});

/** VPCs with two servers each, a Connection for each server, all attached. */
function wide(objects: number, vlan: number): Fabric {
  const count = Math.floor(objects / 5);
  return Array.from({ length: count }, (_, n) => {
    const [a, b] = [
      unbundled(`s-${n}-1`, `leaf-${n % 100}/E1/1`),
      unbundled(`s-${n}-2`, `leaf-${n % 99}/E1/2`),
    ];
    const vpc = want('VPC', `v-${n}`, {
      subnets: { default: { subnet: `10.${n >> 8}.${n & 255}.0/24`, vlan: vlan + (n % 2000) } },
    });
    return [vpc, a, b, attach(a.name, `v-${n}/default`), attach(b.name, `v-${n}/default`)];
  }).flat();
}

it('10,000 objects; times are printed, not judged', () => {
  const [desired, other] = [wide(10_000, 1000), wide(10_000, 1001)];
  const byKey = <T extends DesiredResource | LiveResource>(of: readonly T[]) =>
    new Map(of.map((each) => [resourceKey(each), each]));
  const live = byKey(other.map((each) => applied(each)));
  const timed = (items: ReturnType<typeof plan>['items']): string => {
    const start = performance.now();
    const statements = describeImpact({ items, desired: byKey(desired), live });
    return `${(performance.now() - start).toFixed(0)} ms (${statements.length} sentences)`;
  };
  const { items } = plan(desired, [...live.values()]);
  const one = items.filter(({ action }) => action !== 'none').slice(0, 1);
  const all = plan(desired, []).items;

  process.stdout.write(
    `impact on 10,000 objects: one change ${timed(one)}, again ${timed(one)}, every VPC ${timed(items)}, everything new ${timed(all)}\n`,
  );
  expect(one).toHaveLength(1);
}, 120_000);
