import { expect, it } from 'vitest';
import { checkRules } from '#server/domain/hedgehog/rules.ts';
import type { DesiredResource, JsonObject } from '#server/domain/resource.ts';

/** A fabric of n objects: VPCs of two subnets, attachments, connections, switches. */
function large(n: number): DesiredResource[] {
  const object = (kind: string, name: string, spec: JsonObject): DesiredResource => ({
    apiVersion: 'x/v1',
    kind,
    namespace: 'default',
    name,
    labels: {},
    annotations: {},
    spec,
  });
  return Array.from({ length: n / 4 }, (_, index) => {
    const block = `${10 + (index >> 14)}.${(index >> 6) & 255}.${(index & 63) * 4}`;
    const device = `leaf-${index % 200}`;
    return [
      object('VPC', `vpc-${index}`, {
        vlanNamespace: `v${index >> 10}`,
        subnets: {
          a: { subnet: `${block}.0/25`, vlan: 1 + 2 * (index % 1024), dhcp: { enable: true } },
          b: { subnet: `${block}.128/25`, vlan: 2 + 2 * (index % 1024) },
        },
      }),
      object('Connection', `c-${index}`, {
        unbundled: {
          link: { server: { port: `server-${index}/e1` }, switch: { port: `${device}/E1/${index}` } },
        },
      }),
      object('VPCAttachment', `a-${index}`, { subnet: `vpc-${index}/a`, connection: `c-${index}` }),
      object('VPCPeering', `p-${index}`, {
        permit: [{ [`vpc-${index}`]: {}, [`vpc-${(index + 1) % (n / 4)}`]: {} }],
      }),
    ];
  }).flat();
}

it('checks 10,000 objects in a moment, and 10,000 that all collide', () => {
  const desired = large(10_000);
  const colliding = desired.map(({ kind, name, ...rest }, index) => ({
    ...rest,
    kind,
    name: `${name}-${index}`,
  }));
  const live = colliding.map((each) => ({ ...each, name: `live-${each.name}` }));
  /** Milliseconds of the processor's, which a busy machine does not stretch. */
  const timed = (work: () => void): number => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };

  const plain = Math.min(...[1, 2].map(() => timed(() => checkRules({ desired, live: [] }))));
  const worst = timed(() => {
    expect(checkRules({ desired: colliding, live }).length).toBeGreaterThan(10_000);
  });

  process.stdout.write(
    `10,000 objects: rules ${plain.toFixed(0)} ms; all colliding ${worst.toFixed(0)} ms\n`,
  );
  // Generous, for slow machines; a quadratic rule takes minutes.
  expect(plain).toBeLessThan(2_000);
  expect(worst).toBeLessThan(10_000);
}, 60_000);
