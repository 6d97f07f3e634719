'use client';

import { useRights } from '#components/session/use-rights.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import type { FabricVerbMutation } from './use-fabric-verb.ts';

/** What a press on the pill does; only the states whose tooltip says "click to …" have one. */
export function usePillPress(
  fabric: Fabric,
  verb: FabricVerbMutation,
  onConfigure: () => void,
): (() => void) | undefined {
  const { canOperate } = useRights(fabric.id);
  if (verb.isPending || !canOperate) return undefined;
  const state = fabric.calculated_sync_status;
  if (state === 'not_configured') return onConfigure;
  if (state === 'disabled') return () => verb.mutate({ verb: 'enable' });
  return state === 'out_of_sync' ? () => verb.mutate({ verb: 'sync' }) : undefined;
}
