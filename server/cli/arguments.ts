import { parseArgs } from 'node:util';
import type { Command } from '#server/cli/command.ts';
import { COMMANDS } from '#server/cli/commands.ts';
import { OPTIONS, type OptionValues } from '#server/cli/options.ts';
import { UsageError } from '#server/cli/usage-error.ts';

/** What a person asks for. */
export type Asked =
  | { readonly type: 'help'; readonly command: Command | null }
  | {
      readonly type: 'command';
      readonly command: Command;
      readonly operands: readonly string[];
      readonly options: OptionValues;
    };

/** @throws UsageError */
export function parseArguments(argv: readonly string[]): Asked {
  const { values, positionals } = parse(argv);
  const [word, ...given] = positionals;
  if (word === undefined || word === 'help') {
    return { type: 'help', command: given[0] === undefined ? null : commandNamed(given[0]) };
  }
  const command = commandNamed(word);
  if (values.help === true) return { type: 'help', command };
  const operands = given.filter((each) => each !== '');
  if (operands.length < command.operands.length) {
    const missing = command.operands[operands.length];
    const what = missing === 'fabric' ? 'fabric' : String(missing);
    throw new UsageError(`Name the ${what}: fabric-sync ${usageOf(command)}`);
  }
  const extra = operands[command.operands.length];
  if (extra !== undefined) throw new UsageError(`"${extra}" is one argument too many`);
  const strange = Object.keys(values).find((name) => !(command.options as readonly string[]).includes(name));
  if (strange !== undefined) throw new UsageError(`${command.name} has no option --${strange}`);
  if (values.server !== undefined && !/^https?:$/.test(URL.parse(values.server)?.protocol ?? '')) {
    throw new UsageError('--server takes the address of the app, such as https://sync.example');
  }
  return { type: 'command', command, operands, options: values };
}

/** `sync <fabric>` */
export function usageOf({ name, operands }: Command): string {
  return [name, ...operands.map((operand) => `<${operand}>`)].join(' ');
}

function commandNamed(word: string): Command {
  const found = COMMANDS.find(({ name }) => name === word);
  if (found === undefined) throw new UsageError(`There is no command "${word}"`);
  return found;
}

function parse(argv: readonly string[]): {
  readonly values: OptionValues;
  readonly positionals: readonly string[];
} {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) throw new UsageError(error.message);
    throw error;
  }
}
