import { z } from 'zod';
import { lines } from '#server/domain/wire/text.ts';

export const PAGE_LIMIT_DEFAULT = 50;
export const PAGE_LIMIT_MAX = 1_000;

/** Paging, ordering and search that every list takes. `ordering`: a field, or "-field" for descending. */
export const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
  offset: z.coerce.number().int().min(0).default(0),
  ordering: z.string().max(200).optional(),
  q: lines(200).optional(),
});
export type ListQuery = z.infer<typeof listQuery>;

/** A page as NetBox answers it. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    count: z.int(),
    next: z.string().nullable(),
    previous: z.string().nullable(),
    results: z.array(item),
  });

export interface Page<T> {
  readonly count: number;
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly T[];
}

/** Every error of the API has this body. */
export const errorBody = z.object({
  error: z.string(),
  code: z.string(),
  advice: z.string().optional(),
  fields: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  required_config: z.array(z.string()).optional(),
  current_task_id: z.string().optional(),
  error_id: z.string().optional(),
});
export type ErrorBody = z.infer<typeof errorBody>;
