import { z } from 'zod';

/** The only answer that holds the secret. */
export const madePushSecret = z.object({ secret: z.string(), url: z.string() });
export type MadePushSecret = z.infer<typeof madePushSecret>;

/** looking: Git is asked now · ignored: nothing to look for · already_received: the same event again · test: the host tried the address. */
const PUSH_ANSWERS = ['looking', 'ignored', 'already_received', 'test'] as const;

export const pushAnswer = z.object({ status: z.enum(PUSH_ANSWERS), message: z.string() });
export type PushAnswer = z.infer<typeof pushAnswer>;
