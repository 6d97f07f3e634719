import type { OptionName, OptionValues } from '#server/cli/options.ts';
import { UsageError } from '#server/cli/usage-error.ts';
import type { SelectionInput } from '#server/domain/wire/plan.ts';

/** Options that select objects. */
export const SELECTION_OPTIONS = ['kind', 'name', 'label'] as const satisfies readonly OptionName[];

/** What the options select; undefined = everything. @throws UsageError */
export function selectionOf({ kind = [], name = [], label = [] }: OptionValues): SelectionInput | undefined {
  if (kind.length + name.length + label.length === 0) return undefined;
  const labels = Object.fromEntries(label.map(labelOf));
  return {
    ...(kind.length === 0 ? {} : { kinds: [...kind] }),
    ...(name.length === 0 ? {} : { names: [...name] }),
    ...(label.length === 0 ? {} : { labels }),
  };
}

function labelOf(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--label takes key=value, not "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}
