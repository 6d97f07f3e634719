/** `sync_fabric_1_20250810_234500` (UTC); `attempt` > 0 adds the suffix that makes a second one in the same second unique. */
export function taskId(fabricId: number, now: Date, attempt = 0): string {
  const [day = '', clock = ''] = now.toISOString().slice(0, 19).split('T');
  const stem = `sync_fabric_${fabricId}_${day.replaceAll('-', '')}_${clock.replaceAll(':', '')}`;
  return attempt === 0 ? stem : `${stem}_${attempt + 1}`;
}
