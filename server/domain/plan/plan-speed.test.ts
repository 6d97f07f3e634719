import { expect, it } from 'vitest';
import { resourceKey } from '#server/domain/resource.ts';
import { applied, plan, stored, want } from './sample-plans.ts';

/** A VPC of usual size: two subnets, DHCP with options. */
const sample = (n: number) =>
  want('VPC', `vpc-${n}`, {
    subnets: {
      default: {
        subnet: `10.${n >> 8}.${n & 255}.0/24`,
        vlan: 1000 + (n % 2000),
        dhcp: { enable: true, options: { dnsServers: ['8.8.8.8', '1.1.1.1'] } },
      },
      other: { subnet: `11.${n >> 8}.${n & 255}.0/24`, vlan: 3000 + (n % 900) },
    },
    permit: [['default', 'other']],
  });

/** Milliseconds of the work on n objects, the better of two. */
function timed(n: number): { create: number; compare: number; fingerprints: number } {
  const desired = Array.from({ length: n }, (_, index) => sample(index));
  const live = desired.map((each) => applied(each));
  const pairs = desired.map((each, index) => stored(each, live[index] ?? applied(each)));
  const best = (work: () => unknown): number =>
    Math.min(
      ...Array.from({ length: 2 }, () => {
        const start = performance.now();
        work();
        return performance.now() - start;
      }),
    );
  return {
    create: best(() => plan(desired, [])),
    compare: best(() => plan(desired, live)),
    fingerprints: best(() => plan(desired, live, {}, pairs)),
  };
}

it('plans 10,000 objects; times are printed, not judged', () => {
  const rounded = Object.entries(timed(10_000)).map(([what, ms]) => `${what} ${ms.toFixed(0)} ms`);

  process.stdout.write(`10,000 objects: ${rounded.join(', ')}\n`);
  expect(resourceKey(sample(1))).toBe('VPC/default/vpc-1');
}, 120_000);
