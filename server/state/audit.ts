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

/** Writes one audit row; call it in the transaction of the change that it records. */
export async function audit(tx: DatabaseOrTransaction, entry: AuditEntry): Promise<void> {
  const { kind, subjectType, subjectId, fabricId = null, runId = null, actor, data = {} } = entry;
  await plainSql(tx)`
    insert into events (kind, subject_type, subject_id, fabric_id, run_id, actor, data)
    values (${kind}, ${subjectType}, ${String(subjectId)}, ${fabricId}, ${runId}, ${actor}, ${JSON.stringify(data)}::jsonb)`;
}
