import packageFile from '../../package.json' with { type: 'json' };
import { openCliApi, type CliApi } from '#server/cli/api-client.ts';
import { parseArguments } from '#server/cli/arguments.ts';
import type { ExitCode } from '#server/cli/command.ts';
import { COMMANDS } from '#server/cli/commands.ts';
import { failureOf, failureText } from '#server/cli/failure.ts';
import { helpText } from '#server/cli/help.ts';
import type { OptionValues } from '#server/cli/options.ts';
import { createPaint } from '#server/cli/paint.ts';
import type { Terminal } from '#server/cli/terminal.ts';
import { UsageError } from '#server/cli/usage-error.ts';
import type { CliConfig } from '#server/config.ts';

/**
 * Runs one command of the command line and gives its exit code. What the API or the person did wrong is said on standard error,
 * as JSON where JSON was asked for.
 */
export async function runCli(
  argv: readonly string[],
  terminal: Terminal,
  config: Pick<CliConfig, 'url' | 'token' | 'color'>,
): Promise<ExitCode> {
  try {
    const asked = parseArguments(argv);
    if (asked.type === 'version') {
      terminal.out(`${packageFile.version}\n`);
      return 0;
    }
    if (asked.type === 'help') {
      terminal.out(helpText(asked.command, terminal.columns));
      return argv.length === 0 ? 2 : 0;
    }
    const { command, operands, options } = asked;
    return await command.run({
      operands,
      options,
      terminal,
      commands: COMMANDS,
      paint: createPaint(config.color && terminal.color),
      // Only commands that ask an app need a token.
      get api() {
        return apiOf(options, config);
      },
    });
  } catch (error) {
    const known = failureOf(error);
    if (known === null) throw error;
    const { exitCode, failure } = known;
    terminal.err(failureText(failure, argv.includes('--json')));
    return exitCode;
  }
}

function apiOf(options: OptionValues, config: Pick<CliConfig, 'url' | 'token'>): CliApi {
  const token = options.token ?? config.token;
  if (token === null || token === '') throw new UsageError('Give an API token: FABRIC_SYNC_TOKEN or --token');
  return openCliApi(options.server ?? config.url, token);
}
