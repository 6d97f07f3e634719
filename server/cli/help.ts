import { usageOf } from '#server/cli/arguments.ts';
import type { Command } from '#server/cli/command.ts';
import { COMMANDS } from '#server/cli/commands.ts';
import { describeOption, OPTIONS, type OptionName } from '#server/cli/options.ts';

const EXIT_CODES = 'Exit code: 0 done, 1 failed, 2 wrong use.';

/** The help of one command, or of all. */
export function helpText(command: Command | null): string {
  return command === null ? general() : ofCommand(command);
}

function general(): string {
  const common = ['json', 'server', 'token', 'help'] as const satisfies readonly OptionName[];
  return `Usage: fabric-sync <command> [options]

A fabric is named by its id or its name. \`fabric-sync help <command>\` tells more of each.

Commands
${columns(COMMANDS.map((command) => [usageOf(command), command.summary]))}

Options of most commands
${columns(common.map(describeOption))}

${EXIT_CODES}
`;
}

function ofCommand(command: Command): string {
  const order = Object.keys(OPTIONS) as OptionName[];
  const options = order.filter((name) => command.options.includes(name));
  const details = command.details === undefined ? '' : `\n${command.details}\n`;
  return `Usage: fabric-sync ${usageOf(command)} [options]

${command.summary[0]?.toUpperCase()}${command.summary.slice(1)}.
${details}
Options
${columns(options.map(describeOption))}

${EXIT_CODES}
`;
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 3;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join('\n');
}
