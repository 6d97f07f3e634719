import { plainSql, type DatabaseOrTransaction } from '#db/client.ts';
import type { JsonObject } from '#server/domain/resource.ts';

export interface AuditEntry {
  /** `<subject>.<verb>`: `fabric.created`. */
  readonly kind: string;
  readonly subjectType: string;
  readonly subjectId: number | string;
  readonly fabricId?: number;
  readonly runId?: number;
  readonly actor: string;
  /** Never secrets: name the fields that changed, not what credentials they hold. */
  readonly data?: JsonObject;
}

/** An entry of the history: of the audit, or of the transition log, whose entries bear the time of their decision. */
export interface HistoryEntry extends AuditEntry {
  readonly at?: Date;
}

/** Writes one audit row; call it in the transaction of the change that it records. */
export const audit = (tx: DatabaseOrTransaction, entry: AuditEntry): Promise<void> =>
  writeHistory(tx, [entry]);

/** In this order, in one statement. */
export async function writeHistory(
  tx: DatabaseOrTransaction,
  entries: readonly HistoryEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const values = entries.flatMap(
    ({ at = null, kind, subjectType, subjectId, fabricId = null, runId = null, actor, data = {} }) => [
      at,
      kind,
      subjectType,
      String(subjectId),
      fabricId,
      runId,
      actor,
      JSON.stringify(data),
    ],
  );
  await plainSql(tx).unsafe(textFor(entries.length), values, { prepare: true });
}

const COLUMNS = ['at', 'kind', 'subject_type', 'subject_id', 'fabric_id', 'run_id', 'actor', 'data'];

function textFor(entries: number): string {
  const row = (_: unknown, index: number): string => {
    const [at, ...others] = COLUMNS.map((_column, place) => `$${index * COLUMNS.length + place + 1}`);
    return `(coalesce(${at}::timestamptz, clock_timestamp()), ${others.join(', ')})`;
  };
  return `insert into events (${COLUMNS.join(', ')}) values ${Array.from({ length: entries }, row).join(', ')}`;
}
