import { parseArgs } from 'node:util';
import type { Command } from '#server/cli/command.ts';
import { COMMANDS } from '#server/cli/commands.ts';
import { choicesOf, type OperandName } from '#server/cli/operands.ts';
import { optionOf, OPTIONS, type OptionName, type OptionValues } from '#server/cli/options.ts';
import { UsageError } from '#server/cli/usage-error.ts';

/** What a person asks for. */
export type Asked =
  | { readonly type: 'help'; readonly command: Command | null }
  | { readonly type: 'version' }
  | {
      readonly type: 'command';
      readonly command: Command;
      readonly operands: readonly string[];
      readonly options: OptionValues;
    };

/** @throws UsageError */
export function parseArguments(argv: readonly string[]): Asked {
  const { values, positionals } = parse(argv);
  if (positionals.length === 0 && values.version === true) return { type: 'version' };
  const [word, ...rest] = positionals;
  if (word === undefined || word === 'help') {
    return { type: 'help', command: rest[0] === undefined ? null : commandNamed(rest).command };
  }
  const { command, given } = commandNamed(positionals);
  if (values.help === true) return { type: 'help', command };
  const operands = given.filter((each) => each !== '');
  requireOperands(command, operands);
  requireOptions(command, values);
  return { type: 'command', command, operands, options: values };
}

/** `sync <fabric>` */
export function usageOf({ name, operands, optional = [] }: Command): string {
  return [
    name,
    ...operands.map((operand) => `<${choicesOf(operand)?.join('|') ?? operand}>`),
    ...optional.map((operand) => `[<${operand}>]`),
  ].join(' ');
}

function requireOperands(command: Command, given: readonly string[]): void {
  const missing = command.operands[given.length];
  if (missing !== undefined) throw new UsageError(`Name the ${missing}: fabric-sync ${usageOf(command)}`);
  const known: readonly OperandName[] = [...command.operands, ...(command.optional ?? [])];
  for (const [index, word] of given.entries()) {
    const operand = known[index];
    if (operand === undefined) throw new UsageError(`"${word}" is one argument too many`);
    const choices = choicesOf(operand);
    if (choices?.includes(word) === false) {
      throw new UsageError(`${command.name} takes ${anyOf(choices)}, not "${word}"`);
    }
  }
}

function requireOptions(command: Command, values: OptionValues): void {
  for (const [name, given] of Object.entries(values) as [OptionName, Given | Given[]][]) {
    if (!command.options.includes(name)) throw new UsageError(`${command.name} has no option --${name}`);
    const { choices } = optionOf(name);
    const wrong = [given].flat().find((each) => choices?.includes(String(each)) === false);
    if (wrong !== undefined && choices !== undefined) {
      throw new UsageError(`--${name} takes ${anyOf(choices)}, not "${wrong}"`);
    }
  }
  if (values.server !== undefined && !/^https?:$/.test(URL.parse(values.server)?.protocol ?? '')) {
    throw new UsageError('--server takes the address of the app, such as https://sync.example');
  }
}

type Given = string | boolean;
const anyOf = (words: readonly string[]): string =>
  new Intl.ListFormat('en', { type: 'disjunction' }).format(words);

/** The longest name wins: "tokens create" before "tokens". */
function commandNamed(words: readonly string[]): { command: Command; given: readonly string[] } {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    const command = words.length < length ? undefined : COMMANDS.find((each) => each.name === name);
    if (command !== undefined) return { command, given: words.slice(length) };
  }
  throw new UsageError(`There is no command "${words[0]}"`);
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
