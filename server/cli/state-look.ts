import type { Look } from '#server/cli/paint.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';

/** The colour of a fabric's state. */
export function stateLook({ calculated_sync_status: state }: Pick<Fabric, 'calculated_sync_status'>): Look {
  return state === 'error' ? 'red' : state === 'in_sync' ? 'green' : 'yellow';
}
