import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { startReaders, type Readers } from './readers.ts';

export interface ConstantServer {
  /** Asked as a fabric's status is. */
  read(): Readers;
  close(): Promise<void>;
}

/** A process that answers the same at once, without database or work: the best that anybody could be beside whatever else runs here. */
export async function startConstantServer(): Promise<ConstantServer> {
  const child = fork(fileURLToPath(new URL('constant-server-process.ts', import.meta.url)));
  const ended = once(child, 'exit');
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    read: () =>
      startReaders(async (dispatcher) => {
        const { body } = await request(`http://127.0.0.1:${port}/`, { dispatcher });
        JSON.parse(await body.text());
      }),
    async close() {
      child.kill();
      await ended;
    },
  };
}
