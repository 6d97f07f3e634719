import { Agent, request } from 'undici';
import type { Load, LoadResult } from './load.ts';

/** A process that sends requests over many connections at once, each the next as soon as it has its answer. */
const dispatchers = new Map<number, Agent>();

process.on('message', (load: Load) => {
  run(load).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

function dispatcherOf(connections: number): Agent {
  const made = dispatchers.get(connections) ?? new Agent({ allowH2: false, connections, pipelining: 1 });
  dispatchers.set(connections, made);
  return made;
}

async function run({ requests, connections, expect }: Load): Promise<LoadResult> {
  const dispatcher = dispatcherOf(connections);
  const times: number[] = [];
  let next = 0;
  let bytes = 0;
  const connection = async (): Promise<void> => {
    for (let each = requests[next++]; each !== undefined; each = requests[next++]) {
      const { url, method, headers, body: sent } = each;
      const began = performance.now();
      const { statusCode, body } = await request(url, { dispatcher, method, headers, body: sent ?? null });
      const { byteLength } = await body.arrayBuffer();
      times.push(performance.now() - began);
      bytes += byteLength;
      if (!expect.includes(statusCode)) throw new Error(`${method} ${url} was answered ${statusCode}`);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: connections }, connection));
  const seconds = (performance.now() - began) / 1_000;
  return { perSecond: requests.length / seconds, times, bytes };
}
