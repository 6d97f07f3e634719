import { z } from 'zod';

/** One field in which what is desired and what is live differ. */
export const fieldChange = z.object({
  path: z
    .array(z.union([z.string(), z.number()]))
    .describe('Where the field is, from the object down: names of fields, numbers of list entries from 0'),
  desired: z.unknown().optional().describe('What the source sets; absent = it does not set the field'),
  live: z.unknown().optional().describe('What the cluster holds; absent = it has no such field'),
});
