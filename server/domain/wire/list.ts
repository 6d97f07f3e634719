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
    count: z.int().describe('How many there are in all'),
    next: z.string().nullable().describe('URL of the next page; null = this is the last'),
    previous: z.string().nullable().describe('URL of the page before; null = this is the first'),
    results: z.array(item).describe('This page'),
  });

export interface Page<T> {
  readonly count: number;
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly T[];
}

/** Every error of the API has this body. */
export const errorBody = z.object({
  error: z.string().describe('What happened, as a sentence'),
  code: z.string().describe('Word for programs'),
  advice: z.string().optional().describe('What to do about it'),
  fields: z
    .array(
      z.object({
        field: z.string().describe('Path of the field, its parts separated by dots'),
        message: z.string().describe('What is wrong with it'),
      }),
    )
    .optional()
    .describe('What is wrong where in the request'),
  required_config: z.array(z.string()).optional().describe('Settings of the fabric that are needed first'),
  current_task_id: z.string().optional().describe('Task id of the run that is under way'),
  error_id: z.string().optional().describe('Id to quote in a report'),
});
export type ErrorBody = z.infer<typeof errorBody>;
