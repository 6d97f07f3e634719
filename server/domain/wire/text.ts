import { z } from 'zod';

/** One line, trimmed. Control characters are refused: a log takes no line breaks and Postgres no NUL. */
export const line = (maxCharacters: number) =>
  z
    .string()
    .trim()
    .max(maxCharacters)
    .regex(/^\P{Cc}*$/u, 'Enter one line, without control characters');

/** Any number of lines. Only NUL is refused: Postgres keeps none. */
export const lines = (maxCharacters: number) =>
  z
    .string()
    .max(maxCharacters)
    .refine((text) => !text.includes('\0'), 'Remove the NUL character');
