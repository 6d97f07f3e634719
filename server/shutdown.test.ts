import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';

/** A process whose only part takes 300 ms to stop, and says when it has. */
const PROGRAM = `
  import { Shutdown } from '#server/shutdown.ts';
  import { createLog } from '#server/log.ts';
  const shutdown = new Shutdown(createLog('silent'));
  shutdown.add('database', () => new Promise((resolve) => setTimeout(() => {
    process.stdout.write('stopped\\n');
    resolve();
  }, Number(process.env.STOP_MS))));
  shutdown.onSignals();
  shutdown.started();
  process.stdout.write('ready\\n');
  setInterval(() => {}, 1000);
`;

function start(stopMs: number) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    cwd: process.cwd(),
    env: { ...process.env, STOP_MS: String(stopMs) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ready = once(child.stdout, 'data');
  const exit = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  return { child, ready, exit };
}

test('one Ctrl-C that arrives twice, from the terminal and passed on, still stops every part', async () => {
  const { child, ready, exit } = start(300);
  await ready;

  child.kill('SIGINT');
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGINT'), 50);

  expect(await exit).toEqual({ code: 0, output: 'ready\nstopped\n' });
});

test('who asks again later does not want to wait', async () => {
  const { child, ready, exit } = start(60_000);
  await ready;

  child.kill('SIGINT');
  setTimeout(() => child.kill('SIGINT'), 1_700);

  expect(await exit).toEqual({ code: 1, output: 'ready\n' });
});
