import { readCliConfig } from '#server/config.ts';
import { isAppError } from '#server/domain/app-error.ts';
import { runCli } from '#server/cli/run-cli.ts';

const terminal = {
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
  color: process.stdout.isTTY,
};

try {
  process.exitCode = await runCli(process.argv.slice(2), terminal, readCliConfig());
} catch (error) {
  if (!isAppError(error)) throw error;
  terminal.err(`${error.message}\n`);
  process.exitCode = 2;
}
