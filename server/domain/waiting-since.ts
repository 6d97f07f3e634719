import { isConfigured, type SyncStateInputs } from '#server/domain/sync-state.ts';

export interface WaitingInputs extends SyncStateInputs {
  readonly statusTarget: string;
  readonly waitingSince: Date | null;
}

const waits = (fabric: WaitingInputs): boolean =>
  isConfigured(fabric) && fabric.syncEnabled && fabric.syncInterval > 0 && fabric.lastSync === null;

/** Since when a fabric awaits its first verified run; another target begins anew. Null = it has one, or none comes by itself. */
export function waitingSince(before: WaitingInputs | null, after: WaitingInputs, now: Date): Date | null {
  if (!waits(after)) return null;
  const goesOn = before !== null && waits(before) && before.statusTarget === after.statusTarget;
  return goesOn ? (before.waitingSince ?? now) : now;
}
