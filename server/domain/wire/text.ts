import { z } from 'zod';

/** Without the "u" flag, which readers of the OpenAPI document do not set. */
// oxlint-disable-next-line no-control-regex
const CONTROL_FREE = /^[^\u0000-\u001f\u007f-\u009f]*$/;

/** One line, trimmed. Control characters are refused: a log takes no line breaks and Postgres no NUL. */
export const line = (maxCharacters: number) =>
  z.string().trim().max(maxCharacters).regex(CONTROL_FREE, 'Enter one line, without control characters');

/** Any number of lines. Only NUL is refused: Postgres keeps none. */
export const lines = (maxCharacters: number) =>
  z
    .string()
    .max(maxCharacters)
    .refine((text) => !text.includes('\0'), 'Remove the NUL character');

/** Marks that turn the direction of writing, separate lines or cannot be seen: with them one name can look like another. */
const DISGUISE = /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/u;

/** One line that people tell things apart by. */
export const nameLine = (maxCharacters: number) =>
  line(maxCharacters)
    .min(1, 'Enter a name')
    .refine(
      (text) => !DISGUISE.test(text),
      'Enter a name without invisible characters and marks of writing direction',
    );
