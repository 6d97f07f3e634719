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
    succeeded: z.int().describe('Objects that were done'),
    failed: z.int().describe('Objects that were not'),
    results: z
      .array(
        z.object({
          index: z.int().describe('Place in the request, from 0'),
          status: z.int().describe('HTTP status that the object alone would have been answered with'),
          ...(result === undefined
            ? {}
            : { result: result.optional().describe('The object as it is now; absent = it was not done') }),
          error: errorBody.optional().describe('Why it was not done; absent = it was'),
        }),
      )
      .describe('What became of each, in the order of the request'),
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
