import type { CliConfig } from '#server/config.ts';
import { CallFailed, openCliApi, type CliApi } from '#server/cli/api-client.ts';
import { parseArguments } from '#server/cli/arguments.ts';
import type { ExitCode, Terminal } from '#server/cli/command.ts';
import { helpText } from '#server/cli/help.ts';
import type { OptionValues } from '#server/cli/options.ts';
import { createPaint } from '#server/cli/paint.ts';
import { isAppError } from '#server/domain/app-error.ts';
import { UsageError } from '#server/cli/usage-error.ts';

/** Runs one command of the command line and gives its exit code. Never throws for what the API or the person did wrong. */
export async function runCli(
  argv: readonly string[],
  terminal: Terminal,
  config: CliConfig,
): Promise<ExitCode> {
  try {
    const asked = parseArguments(argv);
    if (asked.type === 'help') {
      terminal.out(helpText(asked.command));
      return argv.length === 0 ? 2 : 0;
    }
    const { command, operands, options } = asked;
    return await command.run({
      operands,
      options,
      terminal,
      paint: createPaint(config.color && terminal.color),
      // Only commands that ask an app need a token.
      get api() {
        return apiOf(options, config);
      },
    });
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.err(`${error.message}\nSee fabric-sync --help\n`);
      return 2;
    }
    if (isAppError(error)) {
      terminal.err(`${error.message}\n${error.advice}\n`);
      return error.code === 'CONFIG_INVALID' ? 2 : 1;
    }
    if (!(error instanceof CallFailed)) throw error;
    terminal.err(`${error.message}\n`);
    return 1;
  }
}

function apiOf(options: OptionValues, config: CliConfig): CliApi {
  const token = options.token ?? config.token;
  if (token === null) throw new UsageError('Give an API token: FABRIC_SYNC_TOKEN or --token');
  return openCliApi(options.server ?? config.url, token);
}
