import { z } from 'zod';
import { errorBody } from '#server/domain/wire/list.ts';

/** Objects that one request may create, change or delete. */
export const BULK_MAX = 100;

/**
 * Answer of a request on many objects: each was handled by itself, in the order given, in a transaction of its own; one that
 * fails leaves the others as they are.
 */
export const bulkAnswer = (result: z.ZodType | undefined) =>
  z.object({
    succeeded: z.int(),
    failed: z.int(),
    results: z.array(
      z.object({
        /** Place in the request, from 0. */
        index: z.int(),
        /** What the object alone would have been answered with. */
        status: z.int(),
        ...(result === undefined ? {} : { result: result.optional() }),
        error: errorBody.optional(),
      }),
    ),
  });

export interface BulkAnswer {
  readonly succeeded: number;
  readonly failed: number;
  readonly results: readonly {
    readonly index: number;
    readonly status: number;
    readonly result?: unknown;
    readonly error?: z.infer<typeof errorBody>;
  }[];
}
