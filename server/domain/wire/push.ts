import { z } from 'zod';

/** The only answer that holds the secret. */
export const madePushSecret = z.object({
  secret: z.string().describe('Signs each push event; shown this once'),
  url: z.string().describe('Address that the Git host sends push events to'),
});
export type MadePushSecret = z.infer<typeof madePushSecret>;

const PUSH_ANSWERS = ['looking', 'ignored', 'already_received', 'test'] as const;

export const pushAnswer = z.object({
  status: z
    .enum(PUSH_ANSWERS)
    .describe(
      'looking = Git is asked now, ignored = nothing to look for, already_received = the same event again, test = the host tried the address',
    ),
  message: z.string().describe('The same as a sentence'),
});
export type PushAnswer = z.infer<typeof pushAnswer>;
