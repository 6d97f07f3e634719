import type { Secrets } from './context.ts';

const LONGEST_CHARACTERS = 1_000;
/** Of a foreign text, read before it is cleaned: enough for what is kept, whatever the server sends. */
const READ_CHARACTERS = 20_000;

/** From the first object to the end of the last: what repeats a request, or a part of it, is left out. */
const OBJECTS = /\{\s*\\*"(?:[\s\S]*\}|[\s\S]*$)/;

/**
 * A foreign text as one line that may be shown and stored: without the token (ours or anything that looks like one), without the
 * server's host, without objects that it repeats, without control characters, and short.
 */
export function plainWords(text: string, { token, server }: Secrets, longest = LONGEST_CHARACTERS): string {
  let words = text.slice(0, READ_CHARACTERS);
  if (token !== null && token !== '') words = words.replaceAll(token, '[redacted]');
  words = words
    .replaceAll(/\bBearer\s+[^\s"',]+/gi, 'Bearer [redacted]')
    .replaceAll(/\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}/g, '[redacted]');
  words = words.replace(OBJECTS, '{…}');
  for (const name of hostNames(server)) words = words.replaceAll(name, 'the server');
  words = words.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return words.length > longest ? `${words.slice(0, longest - 1)}…` : words;
}

function hostNames(server: string): string[] {
  const url = URL.parse(server);
  if (url === null || url.host === '') return [];
  // A name of one word ("api") may be any word of a message.
  return [url.origin, url.host, ...(/[.:]/.test(url.hostname) ? [url.hostname] : [])];
}
