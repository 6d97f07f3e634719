import { z } from 'zod';
import { SYNCED_KINDS } from '#server/domain/hedgehog/kinds.ts';

const KIND_NAMES = SYNCED_KINDS.map(({ kind }) => kind);

/** GET fabrics/{id}/export */
export const exportQuery = z.object({
  /** desired: what the source says · live: what the cluster holds, without what it fills in by itself. */
  source: z.enum(['desired', 'live']).default('desired'),
  /** Absent = every kind. */
  kind: z.enum(KIND_NAMES).optional(),
});
export type ExportQuery = z.infer<typeof exportQuery>;
