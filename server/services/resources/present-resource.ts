import type { ResourceRow } from '#db/schema/index.ts';
import type { Resource } from '#server/domain/wire/resource.ts';

/** A resource without its spec; lists never carry specs, so their queries need not read them. */
export function presentResource(row: Omit<ResourceRow, 'desired'>): Resource {
  return {
    id: row.id,
    fabric_id: row.fabricId,
    api_version: row.apiVersion,
    kind: row.kind,
    namespace: row.namespace,
    name: row.name,
    drift_status: row.driftStatus,
    drift_fields: row.driftFields.map(({ path, ...sides }) => ({ path: [...path], ...sides })),
    source_file: row.sourceFile,
    source_document: row.sourceDocument,
    source_line: row.sourceLine,
    commit: row.commit,
    version: row.version,
    verified_at: row.verifiedAt?.toISOString() ?? null,
    updated_at: row.updatedAt.toISOString(),
  };
}
