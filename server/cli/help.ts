import { usageOf } from '#server/cli/arguments.ts';
import type { Command } from '#server/cli/command.ts';
import { COMMANDS } from '#server/cli/commands.ts';
import { OPERANDS } from '#server/cli/operands.ts';
import { describeOption, OPTION_NAMES } from '#server/cli/options.ts';
import { wrapText } from '#server/cli/wrap-text.ts';

const WIDEST = 100;
const NARROWEST = 40;
const GROUPS = ['Look', 'Act', 'Set up'] as const satisfies readonly Command['group'][];

/** The help of one command, or of all. @param columns width of the terminal; null = none */
export function helpText(command: Command | null, columns: number | null): string {
  const width = Math.max(NARROWEST, Math.min(columns ?? WIDEST, WIDEST));
  const parts = command === null ? general(width) : ofCommand(command, width);
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function general(width: number): string[] {
  return [
    'Usage: fabric-sync <command> [options]',
    wrapText(
      'Shows whether fabrics are what they should be, and brings them there. It talks to a running Fabric Sync. A fabric is named by its id or its name.',
      width,
    ),
    ...GROUPS.map((group) =>
      section(
        group,
        COMMANDS.filter((each) => each.group === group).map((each) => [usageOf(each), each.summary]),
        width,
      ),
    ),
    section(
      'Options of most commands',
      (['json', 'server', 'token', 'help', 'version'] as const).map((name) => describeOption(name)),
      width,
    ),
    section(
      'Environment',
      [
        ['FABRIC_SYNC_URL', 'address of the app, such as https://sync.example'],
        ['FABRIC_SYNC_TOKEN', 'API token: Tokens in the app, or "fabric-sync tokens create"'],
        ['NO_COLOR', 'no colours'],
      ],
      width,
    ),
    section(
      'Exit code',
      [
        ['0', 'done'],
        ['1', 'failed: refused, not found, no answer, or the run or check failed'],
        ['2', 'wrong use'],
        ['3', 'plan --exit-status: there is something to do'],
        ['130', 'interrupted while waiting; the run goes on'],
      ],
      width,
    ),
    examples(
      [
        ['fabric-sync fabrics --state error', 'what needs a person'],
        ['fabric-sync plan dc1', 'what a sync would do, field by field'],
        ['fabric-sync sync dc1 --wait', 'do it, and say how it went'],
      ],
      width,
    ),
    wrapText('"fabric-sync help <command>" tells more of each.', width),
  ];
}

function ofCommand(command: Command, width: number): string[] {
  const { summary, details = '', operands, optional = [] } = command;
  const options = OPTION_NAMES.filter((name) => command.options.includes(name));
  return [
    `Usage: fabric-sync ${usageOf(command)}${options.length > 1 ? ' [options]' : ''}`,
    wrapText(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`, width),
    details === '' ? '' : wrapText(details, width),
    section(
      'Arguments',
      [...operands, ...optional].map((name) => [`<${name}>`, OPERANDS[name].help]),
      width,
    ),
    section(
      'Options',
      options.map((name) => describeOption(name, command.optionHelp?.[name])),
      width,
    ),
    examples(command.examples, width),
    wrapText(
      `Exit code: 0 done, 1 failed, 2 wrong use${
        command.options.includes('exit-status') ? ', 3 something to do (--exit-status)' : ''
      }${command.options.includes('wait') ? ', 130 interrupted while waiting' : ''}.`,
      width,
    ),
  ];
}

type Row = readonly [string, string];

function section(title: string, rows: readonly Row[], width: number): string {
  if (rows.length === 0) return '';
  const left = Math.max(...rows.map(([word]) => word.length)) + 4;
  // Beside each other only where enough is left for words.
  const beside = width - left >= NARROWEST;
  const lines = rows.map(([word, text]) =>
    beside
      ? `  ${word.padEnd(left - 2)}${hanging(wrapText(text, width - left), left)}`
      : `  ${word}\n      ${hanging(wrapText(text, width - 6), 6)}`,
  );
  return `${title}\n${lines.join('\n')}`;
}

/** Lines that are typed are never broken. */
function examples(rows: readonly Row[], width: number): string {
  return `Examples\n${rows
    .map(([line, what]) => `  ${line}\n      ${hanging(wrapText(what, width - 6), 6)}`)
    .join('\n')}`;
}

const hanging = (text: string, by: number): string => text.replaceAll('\n', `\n${' '.repeat(by)}`);
