import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface BareServer {
  readonly url: string;
  close(): Promise<void>;
}

export async function startBareServer(databaseUrl: string, connections: number): Promise<BareServer> {
  const file = fileURLToPath(new URL('bare-server-process.ts', import.meta.url));
  const child = fork(file, [databaseUrl, String(connections)], {
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const ended = once(child, 'exit');
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      child.kill();
      await ended;
    },
  };
}
