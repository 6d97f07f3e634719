import { API_OPTIONS, type OptionName, type OptionValues } from '#server/cli/options.ts';
import type { Terminal } from '#server/cli/terminal.ts';
import { UsageError } from '#server/cli/usage-error.ts';
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from '#server/domain/wire/list.ts';

/** Options of every command that lists. */
export const LIST_OPTIONS = ['limit', ...API_OPTIONS] as const satisfies readonly OptionName[];

/** @throws UsageError */
export function limitOf({ limit }: OptionValues): number {
  if (limit === undefined) return PAGE_LIMIT_DEFAULT;
  const number = /^\d{1,4}$/.test(limit) ? Number(limit) : 0;
  if (number < 1 || number > PAGE_LIMIT_MAX) {
    throw new UsageError(`--limit takes a number from 1 to ${PAGE_LIMIT_MAX}, not "${limit}"`);
  }
  return number;
}

/** A list that was cut says so. */
export function sayRest(
  terminal: Terminal,
  { count, results }: { readonly count: number; readonly results: readonly unknown[] },
): void {
  if (results.length < count) terminal.err(`${results.length} of ${count}; --limit shows more\n`);
}
