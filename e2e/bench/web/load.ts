import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface LoadRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Load {
  readonly requests: readonly LoadRequest[];
  readonly connections: number;
  /** Any other status ends the measurement. */
  readonly expect: readonly number[];
}

export interface LoadResult {
  readonly perSecond: number;
  /** Of each answer, in ms. */
  readonly times: readonly number[];
  readonly bytes: number;
}

export interface LoadProcess {
  run(load: Load): Promise<LoadResult>;
  close(): Promise<void>;
}

/** The one that asks, in a process of its own, so that it takes nothing from whoever answers but the cores. */
export function openLoad(): LoadProcess {
  const child = fork(fileURLToPath(new URL('load-process.ts', import.meta.url)), {
    serialization: 'advanced',
  });
  const ended = once(child, 'exit');
  return {
    async run(load) {
      child.send(load);
      const [answer] = (await Promise.race([
        once(child, 'message'),
        ended.then(() => [{ error: 'the process that asks has ended' }]),
      ])) as [LoadResult | { error: string }];
      if ('error' in answer) throw new Error(answer.error);
      return answer;
    },
    async close() {
      child.kill();
      await ended;
    },
  };
}
