/** Escapes of a JSON text, one at a time, so that an escaped backslash is no beginning of another. */
const ESCAPE = /\\(?:u[0-9a-f]{4}|.)/g;
/** JSON.stringify writes whole pairs as they are: an escaped half is alone. */
const UNSTORABLE = /^\\u(?:0000|d[89a-f][0-9a-f]{2})$/;
const MARK = String.raw`\ufffd`;

/**
 * A foreign value as JSON that Postgres takes: API servers keep NUL, and other writers halves of surrogate pairs, which no jsonb column
 * holds. A mark stands in their place. For what is shown, never for what is written back.
 */
export function storedJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!text.includes(String.raw`\u`)) return text;
  return text.replaceAll(ESCAPE, (escape) => (UNSTORABLE.test(escape) ? MARK : escape));
}

/** The same as a value. */
export const storable = <T>(value: T): T => JSON.parse(storedJson(value)) as T;
