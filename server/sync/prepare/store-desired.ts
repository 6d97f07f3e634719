import { sql } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { resourceKey, type DesiredResource, type JsonObject } from '#server/domain/resource.ts';

/** What the resource row keeps of a desired object, beside its identity. */
function desiredColumn({ spec, labels, annotations }: DesiredResource): JsonObject {
  return { spec, labels, annotations };
}

/** What a source says, as far as the rows do not say it yet. */
export interface DesiredNews {
  readonly changed: readonly DesiredResource[];
  /** Keys of what left the source; null = not known: whatever is not among `changed` left it. */
  readonly gone: readonly string[] | null;
}

/**
 * Makes the resource rows of a fabric say what one commit says: all of it or, with the caller's transaction, nothing.
 * Only rows that differ are written; what left the source keeps its row, without a desired state, until it is gone from the
 * cluster too.
 */
export async function storeDesired(
  tx: Transaction,
  fabricId: number,
  { changed, gone }: DesiredNews,
  commit: string,
): Promise<void> {
  if (changed.length > 0) await storeChanged(tx, fabricId, changed, commit);
  if (gone?.length === 0) return;
  const keys = JSON.stringify(gone ?? changed.map(resourceKey));
  const isNamed = sql`kind || '/' || namespace || '/' || name = any (select jsonb_array_elements_text(${keys}::jsonb))`;
  await tx.execute(sql`
    update resources set desired = null, source_file = null, source_document = null, source_line = null,
      commit = ${commit}, updated_at = clock_timestamp()
    where fabric_id = ${fabricId} and desired is not null and ${gone === null ? sql`not (${isNamed})` : isNamed}`);
}

async function storeChanged(
  tx: Transaction,
  fabricId: number,
  desired: readonly DesiredResource[],
  commit: string,
): Promise<void> {
  const rows = JSON.stringify(
    desired.map((resource) => ({
      api_version: resource.apiVersion,
      kind: resource.kind,
      namespace: resource.namespace,
      name: resource.name,
      desired: desiredColumn(resource),
      source_file: resource.origin?.file ?? null,
      source_document: resource.origin?.document ?? null,
      source_line: resource.origin?.line ?? null,
    })),
  );
  await tx.execute(sql`
    insert into resources as kept
      (fabric_id, api_version, kind, namespace, name, desired, source_file, source_document, source_line, commit)
    select ${fabricId}, api_version, kind, namespace, name, desired, source_file, source_document, source_line, ${commit}
    from jsonb_to_recordset(${rows}::jsonb) as given(
      api_version text, kind text, namespace text, name text, desired jsonb,
      source_file text, source_document int, source_line int)
    on conflict (fabric_id, kind, namespace, name) do update set
      api_version = excluded.api_version,
      desired = excluded.desired,
      source_file = excluded.source_file,
      source_document = excluded.source_document,
      source_line = excluded.source_line,
      commit = excluded.commit,
      updated_at = clock_timestamp()
    where (kept.api_version, kept.desired, kept.source_file, kept.source_document, kept.source_line)
      is distinct from
      (excluded.api_version, excluded.desired, excluded.source_file, excluded.source_document, excluded.source_line)`);
}
