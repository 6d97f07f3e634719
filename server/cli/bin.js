#!/usr/bin/env node
// Plain JavaScript for any Node: the app itself needs one that runs TypeScript as it is, which comes with its packages.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OLDEST_MAJOR = 24;
const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const packaged = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= OLDEST_MAJOR) {
  await import('./main.ts');
} else if (existsSync(packaged)) {
  const child = spawn(packaged, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both, and the child decides; what is sent to this one alone is handed on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('close', (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? 1;
      return;
    }
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
} else {
  process.stderr.write(
    `fabric-sync needs Node ${OLDEST_MAJOR}, or "npm ci" in its folder, which brings one\n`,
  );
  process.exitCode = 2;
}
