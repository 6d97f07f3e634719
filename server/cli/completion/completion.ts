import type { Command } from '#server/cli/command.ts';
import { choicesOf } from '#server/cli/operands.ts';
import { OPTION_NAMES, optionOf, type OptionName } from '#server/cli/options.ts';

/** What a shell can complete, made from the commands themselves. */
export interface Completion {
  readonly firstWords: readonly string[];
  /** "tokens", "create": a word that goes on a command; "help", "sync": one that it takes. */
  readonly secondWords: readonly (readonly [first: string, second: string])[];
  readonly commands: readonly {
    readonly name: string;
    readonly summary: string;
    /** `--json`, `-o` … */
    readonly options: readonly string[];
    readonly described: readonly { readonly name: OptionName; readonly help: string }[];
    /** Choices of each operand; null = nobody knows them beforehand. */
    readonly operands: readonly ('fabric' | readonly string[] | null)[];
  }[];
  readonly options: readonly {
    readonly name: OptionName;
    /** `--output`, `-o` */
    readonly words: readonly string[];
    readonly short: string | null;
    readonly takesValue: boolean;
    readonly values: readonly string[] | 'files' | null;
  }[];
}

export function completionOf(commands: readonly Command[]): Completion {
  const named = commands.map(({ name }) => name.split(' '));
  const wordsOf = (name: OptionName): string[] => {
    const { short } = optionOf(name);
    return [`--${name}`, ...(short === undefined ? [] : [`-${short}`])];
  };
  return {
    firstWords: [...new Set(named.map(([first = '']) => first)), 'help'],
    secondWords: named.flatMap(([first = '', second]) =>
      second === undefined ? [['help', first] as const] : [[first, second] as const],
    ),
    commands: commands.map((command) => ({
      name: command.name,
      summary: command.summary,
      options: command.options.flatMap(wordsOf),
      described: command.options.map((name) => ({
        name,
        help: command.optionHelp?.[name] ?? optionOf(name).help,
      })),
      operands: [...command.operands, ...(command.optional ?? [])].map((operand) =>
        operand === 'fabric' ? operand : choicesOf(operand),
      ),
    })),
    options: OPTION_NAMES.map((name) => {
      const { short = null, type, choices, suggestions = null } = optionOf(name);
      return {
        name,
        words: wordsOf(name),
        short,
        takesValue: type === 'string',
        values: choices ?? suggestions,
      };
    }),
  };
}
