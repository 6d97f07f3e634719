import type { CliApi } from '#server/cli/api-client.ts';
import type { OperandName } from '#server/cli/operands.ts';
import type { OptionName, OptionValues } from '#server/cli/options.ts';
import type { Paint } from '#server/cli/paint.ts';
import type { Terminal } from '#server/cli/terminal.ts';

/** 0 done, 1 failed, 2 wrong use, 3 changes are pending, 130 interrupted while waiting: what was started goes on. */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

export interface CommandContext {
  /** At least those that the command needs. */
  readonly operands: readonly string[];
  readonly options: OptionValues;
  readonly terminal: Terminal;
  readonly paint: Paint;
  /** All of them, for what speaks of the program itself. */
  readonly commands: readonly Command[];
  /** The way to a running app. @throws UsageError where no token was given */
  readonly api: CliApi;
}

/** One command as data: the parser, the help and the completion are made from it. */
export interface Command {
  /** One word, or two: "tokens create". */
  readonly name: string;
  readonly group: 'Look' | 'Act' | 'Set up';
  readonly summary: string;
  /** Words after the name, all of them needed. */
  readonly operands: readonly OperandName[];
  /** Words after those that may be left out. */
  readonly optional?: readonly OperandName[];
  readonly options: readonly OptionName[];
  /** Where an option means something of its own here. */
  readonly optionHelp?: { readonly [N in OptionName]?: string };
  /** More for its own help: what it prints, what its exit code means. Paragraphs; lines are broken to the terminal. */
  readonly details?: string;
  /** Each a line that can be typed, and what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  readonly run: (context: CommandContext) => Promise<ExitCode>;
}

/** The first operand of a command that needs one. */
export function firstOperand({ operands }: CommandContext): string {
  const [operand] = operands;
  if (operand === undefined) throw new Error('the parser lets no command through without its operands');
  return operand;
}
