/** `sync_fabric_1_20250810_234500` (UTC); `attempt` > 0 adds the suffix that makes a second one in the same second unique. */
export function taskId(fabricId: number, now: Date, attempt = 0): string {
  const [day = '', clock = ''] = now.toISOString().slice(0, 19).split('T');
  const stem = `sync_fabric_${fabricId}_${day.replaceAll('-', '')}_${clock.replaceAll(':', '')}`;
  return attempt === 0 ? stem : `${stem}_${attempt + 1}`;
}

/** An id that none of the fabric's `recent` runs has; a second one within a second follows the highest suffix. */
export function unusedTaskId(fabricId: number, now: Date, recent: readonly string[]): string {
  const stem = taskId(fabricId, now);
  const numbers = recent.flatMap((id) =>
    id === stem ? [1] : id.startsWith(`${stem}_`) ? [Number(id.slice(stem.length + 1))] : [],
  );
  return taskId(fabricId, now, Math.max(0, ...numbers));
}
