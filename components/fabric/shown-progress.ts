import type { Fabric } from '#server/domain/wire/fabric.ts';

export type ShownProgress = NonNullable<Fabric['progress']>;

const WAITING: ShownProgress = {
  percentage: 0,
  message: 'Waiting for a worker',
  estimated_completion: null,
};

/** What is known of a run besides the fabric that shows it. */
export interface RunWish {
  /** A run was asked for and the answer is not here yet. */
  readonly asked: boolean;
  /** The run that was in view or asked for a moment ago. */
  readonly seen: string | null;
}

/**
 * What the bar shows: the run that goes on, the one just asked for, or the one that ended well before anyone could have
 * seen it. Null where there is nothing to show; a failure is never held back by its bar.
 */
export function shownProgress(fabric: Fabric, { asked, seen }: RunWish): ShownProgress | null {
  if (fabric.calculated_sync_status === 'syncing') return fabric.progress ?? WAITING;
  if (asked) return WAITING;
  const result = fabric.last_result;
  if (seen === null || result?.task_id !== seen || !result.successful) return null;
  return { percentage: 100, message: 'Done', estimated_completion: null };
}

/** The run in view, or started by the last press. A press forgets the run before it, whose end says nothing of this one. */
export function runSeen(
  active: string | null,
  started: string | null,
  { asked, seen }: RunWish,
): string | null {
  return active ?? started ?? (asked ? null : seen);
}
