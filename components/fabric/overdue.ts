import { clockDuration } from '#server/domain/duration.ts';
import { isOverdue, overdueMs } from '#server/domain/sync-state.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';

export type OverdueSeverity = 1 | 2 | 3;

type Schedule = Pick<Fabric, 'calculated_sync_status' | 'last_sync' | 'sync_interval'>;

const inputs = (fabric: Schedule) => ({
  lastSync: fabric.last_sync === null ? null : new Date(fabric.last_sync),
  syncInterval: fabric.sync_interval,
});

/** How late, in intervals: 1 = any, 2 = one interval or more, 3 = two or more; undefined when not overdue. */
export function overdueSeverity(fabric: Schedule, nowMs: number): OverdueSeverity | undefined {
  if (fabric.calculated_sync_status !== 'out_of_sync') return undefined;
  const intervals = overdueMs(inputs(fabric), new Date(nowMs)) / (fabric.sync_interval * 1_000);
  if (intervals >= 2) return 3;
  return intervals >= 1 ? 2 : 1;
}

/** "00:04:12", to the second; undefined when not overdue. */
export function overdueClock(fabric: Schedule, nowMs: number): string | undefined {
  const now = new Date(nowMs);
  if (fabric.calculated_sync_status !== 'out_of_sync' || !isOverdue(inputs(fabric), now)) return undefined;
  return clockDuration(overdueMs(inputs(fabric), now));
}

/** The server's sentence with its overdue time replaced by the one of this second: it ticks between two answers. */
export function tickOverdue(sentence: string, clock: string | undefined): string {
  return clock === undefined
    ? sentence
    : sentence.replace(/overdue by \d+:\d{2}:\d{2}/, `overdue by ${clock}`);
}
