/**
 * Runs the sandbox cluster by hand (`npm run sandbox -- [folder] [port]`) or for start.ts. Prints one line of JSON when it listens
 * (see Announcement), or one with `error` and exits 1 when it cannot.
 */
import { parseArgs } from 'node:util';
import { serveCluster } from './server.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { 'with-parent': { type: 'boolean', default: false } },
});
const [folder = '.data/sandbox', port] = positionals;

try {
  const { announcement, close } = await serveCluster(folder, port === undefined ? undefined : Number(port));
  process.stdout.write(`${JSON.stringify(announcement)}\n`);
  const end = () => void close().then(() => process.exit(0));
  process.on('SIGTERM', end).on('SIGINT', end);
  if (values['with-parent']) {
    // The other end is the parent's: the system closes it however the parent ends, kill -9 too.
    process.stdin.on('end', end).on('error', end).resume();
  }
} catch (error) {
  process.stdout.write(
    `${JSON.stringify({ error: error instanceof Error ? error.message : String(error) })}\n`,
  );
  process.exit(1);
}
