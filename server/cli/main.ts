import { readCliConfig } from '#server/config.ts';
import { isAppError } from '#server/domain/app-error.ts';
import { failureOf, failureText } from '#server/cli/failure.ts';
import { runCli } from '#server/cli/run-cli.ts';
import type { Terminal } from '#server/cli/terminal.ts';

// Whoever reads only the beginning ("| head") has had enough: no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  const config = readCliConfig();
  const terminal: Terminal = {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    color: process.stdout.isTTY,
    get columns() {
      return process.stdout.isTTY ? process.stdout.columns : null;
    },
    get errColumns() {
      return process.stderr.isTTY && !config.dumb ? process.stderr.columns : null;
    },
    onInterrupt(listener) {
      process.once('SIGINT', listener);
    },
  };
  process.exitCode = await runCli(process.argv.slice(2), terminal, config);
} catch (error) {
  const known = isAppError(error) ? failureOf(error) : null;
  if (known === null) throw error;
  process.stderr.write(failureText(known.failure, process.argv.includes('--json')));
  process.exitCode = 2;
}
