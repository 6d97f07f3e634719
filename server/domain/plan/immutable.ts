import { connectionType } from '#server/domain/hedgehog/connection-type.ts';
import { textAt } from '#server/domain/hedgehog/json.ts';
import type { DesiredResource, LiveResource } from '#server/domain/resource.ts';

export interface ImmutableChange {
  readonly field: string;
  readonly why: string;
}

/**
 * A change that the cluster never accepts: the type of a Connection, and the VPC that a static external stands in. It takes
 * deleting the object and what is attached to it first; too much to do to a running network without being told.
 */
export function immutableChange(desired: DesiredResource, live: LiveResource): ImmutableChange | null {
  if (desired.kind !== 'Connection') return null;
  const wanted = connectionType(desired.spec);
  const found = connectionType(live.spec);
  if (wanted !== null && found !== null && wanted !== found) {
    return { field: 'spec', why: `the type of a Connection cannot change from ${found} to ${wanted}` };
  }
  const vpc = textAt(desired.spec, 'staticExternal', 'withinVPC') ?? '';
  const before = textAt(live.spec, 'staticExternal', 'withinVPC') ?? '';
  if (wanted === 'staticExternal' && vpc !== before) {
    return { field: 'spec.staticExternal.withinVPC', why: 'withinVPC of a static external cannot change' };
  }
  return null;
}
