import type { CliConfig } from '#server/config.ts';
import { parseArguments, UsageError, type Arguments, type CommandName } from '#server/cli/arguments.ts';
import { CallFailed, openCliApi, type CliApi } from '#server/cli/api-client.ts';
import { HELP } from '#server/cli/help.ts';
import { createPaint, type Paint } from '#server/cli/paint.ts';
import { missingManifests, preflightWords } from '#server/cli/preflight-words.ts';
import { startSync } from '#server/cli/start-sync.ts';
import { syncStatus } from '#server/domain/wire/fabric.ts';
import { preflight } from '#server/domain/wire/preflight.ts';

export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Whether it shows colours. */
  readonly color: boolean;
}

/** 0 done, 1 failed, 2 wrong use. */
export type ExitCode = 0 | 1 | 2;

export interface CommandContext {
  readonly api: CliApi;
  readonly args: Arguments;
  readonly terminal: Terminal;
  readonly paint: Paint;
}

const RUN: Readonly<Record<CommandName, (context: CommandContext) => Promise<ExitCode>>> = {
  preflight: showPreflight,
  status: showStatus,
  sync: startSync,
};

/** Runs one command of the command line and gives its exit code. Never throws for what the API or the person did wrong. */
export async function runCli(
  argv: readonly string[],
  terminal: Terminal,
  config: CliConfig,
): Promise<ExitCode> {
  try {
    const args = parseArguments(argv);
    if (args === null) {
      terminal.out(HELP);
      return argv.length === 0 ? 2 : 0;
    }
    const token = args.token ?? config.token;
    if (token === null) throw new UsageError('Give an API token: FABRIC_SYNC_TOKEN or --token');
    const api = openCliApi(args.server ?? config.url, token);
    return await RUN[args.command]({
      api,
      args,
      terminal,
      paint: createPaint(config.color && terminal.color),
    });
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.err(`${error.message}\nSee fabric-sync --help\n`);
      return 2;
    }
    if (!(error instanceof CallFailed)) throw error;
    terminal.err(`${error.message}\n`);
    return 1;
  }
}

async function showPreflight({ api, args, terminal, paint }: CommandContext): Promise<ExitCode> {
  const { id } = await api.findFabric(args.fabric);
  const result = await api.call('POST', `/fabrics/${id}/preflight`, preflight, {});
  if (args.json) terminal.out(`${JSON.stringify(result, null, 2)}\n`);
  else if (args.manifest) terminal.out(missingManifests(result));
  else terminal.out(preflightWords(result, paint));
  return result.passed ? 0 : 1;
}

async function showStatus({ api, args, terminal, paint }: CommandContext): Promise<ExitCode> {
  const fabric = await api.findFabric(args.fabric);
  if (args.json) {
    const status = await api.call('GET', `/fabrics/${fabric.id}/sync/status`, syncStatus);
    terminal.out(`${JSON.stringify(status, null, 2)}\n`);
    return 0;
  }
  const bad = fabric.calculated_sync_status === 'error';
  const look = bad ? 'red' : fabric.calculated_sync_status === 'in_sync' ? 'green' : 'yellow';
  const lines = [
    `${paint('bold', fabric.name)}: ${paint(look, fabric.sync_status_display)}`,
    fabric.why,
    fabric.error_message === null ? '' : `Error: ${fabric.error_message}`,
    `Last sync: ${fabric.last_sync ?? 'never'}`,
    `Next sync: ${fabric.next_sync ?? 'none by itself'}`,
  ];
  terminal.out(`${lines.filter((line) => line !== '').join('\n')}\n`);
  return 0;
}
