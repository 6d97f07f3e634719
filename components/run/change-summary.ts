import type { Run } from '#server/domain/wire/run.ts';

/** "2 created, 1 failed"; "nothing changed" when a run wrote nothing; "" before there is anything to say. */
export function changeSummary(run: Pick<Run, 'counts' | 'status'>): string {
  const { counts } = run;
  const parts = [
    [counts.failed, 'failed'],
    [counts.conflicts, counts.conflicts === 1 ? 'conflict' : 'conflicts'],
    [counts.created, 'created'],
    [counts.updated, 'updated'],
    [counts.deleted, 'deleted'],
    [counts.skipped, 'skipped'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  if (said.length > 0) return said.join(', ');
  return run.status === 'completed' ? 'nothing changed' : '';
}
