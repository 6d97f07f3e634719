import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referencesOf } from '#server/domain/hedgehog/references.ts';
import { resourceKey } from '#server/domain/resource.ts';
import { applied, levels, plan, vpc, want } from './sample-plans.ts';

describe('order', () => {
  const group = want('SwitchGroup', 'g');
  const leaf = want('Switch', 'leaf-1', { groups: ['g'] });
  const server = want('Server', 'server-1');
  const connection = want('Connection', 'c', {
    unbundled: { link: { server: { port: 'server-1/e1' }, switch: { port: 'leaf-1/E1/1' } } },
  });
  const attachment = want('VPCAttachment', 'a', { subnet: 'vpc-1/default', connection: 'c' });
  const all = [attachment, connection, server, leaf, group, vpc('vpc-1')];

  it('creates what is named before what names it', () => {
    const made = plan(all, []);

    expect(levels(made)).toEqual({
      'SwitchGroup/default/g': 1,
      'Server/default/server-1': 1,
      'VPC/default/vpc-1': 1,
      'Switch/default/leaf-1': 2,
      'Connection/default/c': 3,
      'VPCAttachment/default/a': 4,
    });
    expect(made.items.find((item) => item.key === 'VPCAttachment/default/a')?.dependsOn.toSorted()).toEqual([
      'Connection/default/c',
      'VPC/default/vpc-1',
    ]);
  });

  it('deletes in reverse', () => {
    const made = plan(
      [],
      all.map((each) => applied(each)),
    );

    expect(levels(made)).toEqual({
      'VPCAttachment/default/a': 1,
      'VPC/default/vpc-1': 2,
      'Connection/default/c': 2,
      'Server/default/server-1': 3,
      'Switch/default/leaf-1': 3,
      'SwitchGroup/default/g': 4,
    });
  });

  it('deletes after everything else, and after its users have let go', () => {
    const moved = want('VPCAttachment', 'a', { subnet: 'vpc-2/default', connection: 'c' });
    const made = plan(
      [moved, vpc('vpc-2', '10.0.2.0/24', 1002), connection, server, leaf, group],
      all.map((each) => applied(each)),
    );

    expect(levels(made)).toMatchObject({
      'VPC/default/vpc-2': 1,
      'VPCAttachment/default/a': 2,
      'VPC/default/vpc-1': 3,
    });
    expect(made.items.find((item) => item.action === 'delete')?.dependsOn).toEqual([
      'VPCAttachment/default/a',
    ]);
  });

  it('a renamed VPC waits until the old one has given back subnet and VLAN', () => {
    const renamed = want('VPCAttachment', 'a2', { subnet: 'renamed/default', connection: 'c' });
    const made = plan(
      [vpc('renamed'), renamed, connection, server, leaf, group],
      all.map((each) => applied(each)),
    );

    expect(levels(made)).toMatchObject({
      'VPCAttachment/default/a': 1,
      'VPC/default/vpc-1': 2,
      'VPC/default/renamed': 3,
      'VPCAttachment/default/a2': 4,
    });
  });

  it('a take-over that waits for itself falls back to deleting last', () => {
    const moved = want('VPCAttachment', 'a', { subnet: 'renamed/default', connection: 'c' });
    const made = plan(
      [vpc('renamed'), moved, connection, server, leaf, group],
      all.map((each) => applied(each)),
    );

    expect(levels(made)).toMatchObject({
      'VPC/default/renamed': 1,
      'VPCAttachment/default/a': 2,
      'VPC/default/vpc-1': 3,
    });
    expect(made.findings).toEqual([]);
  });

  it('a connection that takes over a port waits for the old one', () => {
    const next = want('Connection', 'next', {
      bundled: { links: [{ server: { port: 'server-1/e1' }, switch: { port: 'leaf-1/E1/1' } }] },
    });
    const made = plan(
      [next, server, leaf, group],
      [server, leaf, group, connection].map((each) => applied(each)),
    );

    expect(levels(made)).toMatchObject({ 'Connection/default/c': 1, 'Connection/default/next': 2 });
  });
});

/** Random fabrics: VPCs that relay to each other, attachments, connections, with each object desired, live, or both. */
const fabrics = fc
  .array(fc.record({ target: fc.nat({ max: 19 }), desired: fc.boolean(), live: fc.boolean() }), {
    minLength: 1,
    maxLength: 20,
  })
  .map((rolls) =>
    rolls.map((roll, index) => ({
      ...roll,
      resource:
        index % 2 === 0
          ? want('VPC', `k${index}`, {
              subnets: {
                s: { vlan: index + 1, dhcp: { relayVPC: `k${Math.min(index, roll.target) & ~1}` } },
              },
            })
          : want('VPCAttachment', `k${index}`, {
              subnet: `k${Math.min(index, roll.target) & ~1}/s`,
              connection: 'c',
            }),
    })),
  );

it('no write comes before what it needs, and no deletion before what still holds on', () => {
  fc.assert(
    fc.property(fabrics, (objects) => {
      const connection = want('Connection', 'c', {});
      const desired = [connection, ...objects.filter((each) => each.desired).map((each) => each.resource)];
      const live = objects.filter((each) => each.live).map((each) => applied(each.resource));
      const made = plan(desired, live);
      const byKey = new Map(made.items.map((item) => [item.key, item]));
      for (const { resource } of objects) {
        const item = byKey.get(resourceKey(resource));
        if (item === undefined || item.action === 'none') continue;
        for (const reference of referencesOf(resource)) {
          const other = byKey.get(resourceKey(reference));
          if (other === undefined || other.action === 'none') continue;
          const [itemLeaves, otherLeaves] = [item.action === 'delete', other.action === 'delete'];
          const rightWay = itemLeaves ? item.level < other.level : other.level < item.level;
          expect(rightWay || itemLeaves !== otherLeaves).toBe(true);
        }
        expect(item.dependsOn.every((key) => (byKey.get(key)?.level ?? 0) < item.level)).toBe(true);
      }
    }),
  );
});

it('every object stands in the plan once, and the counts add up', () => {
  fc.assert(
    fc.property(fabrics, (objects) => {
      const desired = objects.filter((each) => each.desired).map((each) => each.resource);
      const live = objects.filter((each) => each.live).map((each) => applied(each.resource));
      const { items, counts } = plan(desired, live);
      const seen = new Set(
        objects.filter((each) => each.desired || each.live).map((each) => resourceKey(each.resource)),
      );

      expect(new Set(items.map((item) => item.key))).toEqual(seen);
      expect(items).toHaveLength(seen.size);
      expect(counts.create + counts.update + counts.delete + counts.replace + counts.none).toBe(items.length);
      expect(counts.owned).toBe(live.length);
    }),
  );
});
