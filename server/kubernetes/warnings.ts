import type { Secrets } from './errors/context.ts';
import { plainWords } from './errors/plain-words.ts';

const MOST_WARNINGS = 20;
const LONGEST_CHARACTERS = 300;
const READ_CHARACTERS = 20_000;
/** RFC 7234, section 5.5: `299 - "text"`; quotes and backslashes are escaped by a backslash. */
const WARNING = /\b\d{3} \S+ "((?:[^"\\]|\\.)*)"/g;

/** The texts of `Warning:` headers, as an API server sends them beside a success. */
export function parseWarnings(header: string | string[] | undefined, secrets: Secrets): string[] {
  if (header === undefined) return [];
  const text = (Array.isArray(header) ? header.join(', ') : header).slice(0, READ_CHARACTERS);
  return [...text.matchAll(WARNING)]
    .slice(0, MOST_WARNINGS)
    .map(([, quoted = '']) => plainWords(quoted.replaceAll(/\\(.)/g, '$1'), secrets, LONGEST_CHARACTERS))
    .filter((words) => words !== '');
}
