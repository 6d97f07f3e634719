import { connectionType } from '#server/domain/hedgehog/connection-type.ts';
import { textAt } from '#server/domain/hedgehog/json.ts';
import type { DesiredResource, FieldChange, LiveResource } from '#server/domain/resource.ts';

export interface ImmutableChange {
  readonly field: string;
  readonly why: string;
  /** What to do instead, where deleting the object and creating it anew is no way out; null = it is one. */
  readonly without: string | null;
}

/**
 * A change that the cluster never accepts: the type of a Connection, the VPC that a static external stands in, and the
 * breakouts of a Switch that runs RoCE. Everything else can be updated. Source: the vendor's webhooks.
 * @param changes what would be written
 */
export function immutableChange(
  desired: DesiredResource,
  live: LiveResource,
  changes: readonly FieldChange[],
): ImmutableChange | null {
  if (desired.kind === 'Switch') return breakoutsUnderRoce(desired, changes);
  if (desired.kind !== 'Connection') return null;
  const wanted = connectionType(desired.spec);
  const found = connectionType(live.spec);
  if (wanted !== null && found !== null && wanted !== found) {
    const why = `the type of a Connection cannot change from ${found} to ${wanted}`;
    return { field: 'spec', why, without: null };
  }
  const vpc = textAt(desired.spec, 'staticExternal', 'withinVPC') ?? '';
  const before = textAt(live.spec, 'staticExternal', 'withinVPC') ?? '';
  if (wanted === 'staticExternal' && vpc !== before) {
    const why = 'withinVPC of a static external cannot change';
    return { field: 'spec.staticExternal.withinVPC', why, without: null };
  }
  return null;
}

/** Nobody deletes a Switch for that: RoCE goes off first. */
function breakoutsUnderRoce(
  desired: DesiredResource,
  changes: readonly FieldChange[],
): ImmutableChange | null {
  const isBreakout = ({ path }: FieldChange): boolean => path[1] === 'portBreakouts';
  if (desired.spec['roce'] !== true || !changes.some((each) => isBreakout(each))) return null;
  return {
    field: 'spec.portBreakouts',
    why: 'portBreakouts of a Switch cannot change while roce is on',
    without: 'turn roce off, sync, change them and sync, then turn it on again',
  };
}
