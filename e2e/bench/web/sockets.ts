import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type Wanted =
  | {
      readonly type: 'open';
      readonly url: string;
      /** One socket each. */
      readonly tokens: readonly string[];
      readonly fabrics: readonly number[];
    }
  | { readonly type: 'await'; readonly fabric: number; readonly status: string };

export type Told =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly error: string }
  | { readonly type: 'closed' }
  /** When each socket got the message, in ms since 1970. */
  | { readonly type: 'heard'; readonly times: readonly number[] };

export interface Sockets {
  /** Resolves when each has been told the present state. */
  open(url: string, tokens: readonly string[], fabrics: readonly number[]): Promise<void>;
  /** @returns a promise that all sockets have heard, once the process listens for it */
  hear(fabric: number, status: string): Promise<{ readonly heard: Promise<readonly number[]> }>;
  /** Sockets that were closed by the other side. */
  lost(): number;
  close(): Promise<void>;
}

/** Many Socket.IO clients in a process of their own. */
export function openSockets(): Sockets {
  const child = fork(fileURLToPath(new URL('sockets-process.ts', import.meta.url)));
  const ended = once(child, 'exit');
  let lost = 0;
  child.on('message', (told: Told) => {
    if (told.type === 'closed') lost += 1;
  });
  const ask = async (wanted: Wanted): Promise<void> => {
    child.send(wanted);
    const told = await nextOf(child, ['ready', 'failed']);
    if (told.type === 'failed') throw new Error(told.error);
  };
  return {
    open: (url, tokens, fabrics) => ask({ type: 'open', url, tokens, fabrics }),
    async hear(fabric, status) {
      const heard = nextOf(child, ['heard']).then((told) => (told.type === 'heard' ? told.times : []));
      await ask({ type: 'await', fabric, status });
      return { heard };
    },
    lost: () => lost,
    async close() {
      child.kill();
      await ended;
    },
  };
}

function nextOf(child: ChildProcess, types: readonly Told['type'][]): Promise<Told> {
  return new Promise((resolve, reject) => {
    const onEnd = (): void => reject(new Error('the process of the sockets has ended'));
    const onMessage = (told: Told): void => {
      if (!types.includes(told.type)) return;
      child.off('message', onMessage);
      child.off('exit', onEnd);
      resolve(told);
    };
    child.on('message', onMessage);
    child.once('exit', onEnd);
  });
}
