import type { CliApi } from '#server/cli/api-client.ts';
import type { OptionName, OptionValues } from '#server/cli/options.ts';
import type { Paint } from '#server/cli/paint.ts';

export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Whether it shows colours. */
  readonly color: boolean;
}

/** 0 done, 1 failed, 2 wrong use, 3 changes are pending. */
export type ExitCode = 0 | 1 | 2 | 3;

export interface CommandContext {
  /** One for each operand of the command. */
  readonly operands: readonly string[];
  readonly options: OptionValues;
  readonly terminal: Terminal;
  readonly paint: Paint;
  /** The way to a running app. @throws UsageError where no token was given */
  readonly api: CliApi;
}

/** One command as data: the parser, the help and the completion are made from it. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Words after the name, all of them needed. */
  readonly operands: readonly string[];
  readonly options: readonly OptionName[];
  /** More for its own help: what it prints, what its exit code means. */
  readonly details?: string;
  readonly run: (context: CommandContext) => Promise<ExitCode>;
}

/** A command that is about one fabric, named by its id or its name. */
export const FABRIC_OPERAND = 'fabric';

/** The operand of a command that has one. */
export function onlyOperand({ operands }: CommandContext): string {
  const [operand] = operands;
  if (operand === undefined) throw new Error('the parser lets no command through without its operands');
  return operand;
}
