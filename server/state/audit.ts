import type { DatabaseOrTransaction } from '#db/client.ts';
import { events } from '#db/schema/index.ts';
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
  await tx.insert(events).values({
    kind: entry.kind,
    subjectType: entry.subjectType,
    subjectId: String(entry.subjectId),
    fabricId: entry.fabricId ?? null,
    runId: entry.runId ?? null,
    actor: entry.actor,
    data: entry.data ?? {},
  });
}
