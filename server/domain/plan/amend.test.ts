import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { OWNERSHIP, resourceKey, type DesiredResource, type LiveResource } from '#server/domain/resource.ts';
import { amendPlan } from './amend.ts';
import { desiredResources } from './arbitrary-resources.ts';
import { planSync } from './plan.ts';
import type { PlanInput } from './plan-types.ts';

const OWNER = '11111111-2222-4333-8444-555555555555';
const options: PlanInput['options'] = {
  force: false,
  prune: true,
  allowReplace: false,
  writeScope: 'all',
  conflictPolicy: 'force',
  // No kind was read as far as references go: these objects name what is not there.
  readKinds: new Set(),
};
const liveOf = (resource: DesiredResource, spec = resource.spec): LiveResource => ({
  ...resource,
  spec,
  labels: { ...resource.labels, [OWNERSHIP.ownerLabel]: OWNER },
  uid: `u-${resource.name}`,
  resourceVersion: '1',
  managedFields: [],
});

/** What is desired, what stood there, and what stands there after some of it was written. */
const scenes = fc
  .array(
    fc.tuple(desiredResources, desiredResources, fc.constantFrom('equal', 'other', 'absent'), fc.boolean()),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((drawn) =>
    drawn.map(([desired, other, was, written], n) => {
      const resource = { ...desired, name: `o-${n}` };
      const before =
        was === 'absent'
          ? null
          : liveOf(resource, was === 'equal' || other.kind !== resource.kind ? resource.spec : other.spec);
      return { resource, before, written };
    }),
  );

it('says of each object what the whole comparison, made again, would say', () => {
  fc.assert(
    fc.property(scenes, (scene) => {
      const desired = scene.map(({ resource }) => resource);
      const before = scene.flatMap((each) => each.before ?? []);
      const input = { desired, stored: new Map(), owner: OWNER, options };
      const plan = planSync({ ...input, live: before });
      const written = scene.filter((each) => each.written);
      const keys = new Set(written.map(({ resource }) => resourceKey(resource)));
      const after = scene.flatMap((each) => (each.written ? liveOf(each.resource) : (each.before ?? [])));

      const amended = amendPlan(
        plan,
        {
          ...input,
          desired: desired.filter((resource) => keys.has(resourceKey(resource))),
          live: after.filter((resource) => keys.has(resourceKey(resource))),
        },
        keys,
      );
      const whole = planSync({ ...input, live: after });

      const told = ({ items }: typeof plan) =>
        items
          .map(({ key, action, drift, changes, desiredHash, liveHash }) => ({
            key,
            action,
            drift,
            changes,
            desiredHash,
            liveHash,
          }))
          .toSorted((a, b) => (a.key < b.key ? -1 : 1));
      expect(told(amended)).toEqual(told(whole));
      expect(amended.counts).toEqual({ ...whole.counts, owned: plan.counts.owned });
    }),
  );
});
