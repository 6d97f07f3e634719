import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';

/** Fifty answers a second: as if each of fifty fabrics were looked at once a second. */
const READERS = 10;
const EVERY_MS = 200;

export interface StatusReaders {
  /** The state of each fabric as it was last read. */
  readonly states: ReadonlyMap<number, string>;
  /** Ends the reading. @returns how long each answer took, in ms, from the moment it was due */
  stop(): Promise<number[]>;
}

/**
 * Reads the status of fabrics in turn, each reader over a connection of its own and at fixed times: an answer that comes late does not put
 * off the next question's clock, so that a standstill counts in full.
 */
export function readStatuses(url: string, token: string, fabrics: readonly number[]): StatusReaders {
  const dispatcher = new Agent({ allowH2: false, connections: READERS, pipelining: 1 });
  const headers = { authorization: `Token ${token}` };
  const states = new Map<number, string>();
  const taken: number[] = [];
  const stopping = new AbortController();
  let next = 0;

  const read = async (fabric: number): Promise<void> => {
    const { statusCode, body } = await request(`${url}/api/hedgehog/fabrics/${fabric}/sync/status`, {
      dispatcher,
      headers,
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`status of fabric ${fabric}: ${statusCode} ${text}`);
    const { calculated_sync_status: state } = JSON.parse(text) as { calculated_sync_status: string };
    states.set(fabric, state);
  };
  const reader = async (index: number): Promise<void> => {
    let due = performance.now() + (index * EVERY_MS) / READERS;
    while (!stopping.signal.aborted) {
      await delay(Math.max(0, due - performance.now()));
      const fabric = fabrics[next++ % fabrics.length];
      if (fabric === undefined) return;
      await read(fabric);
      taken.push(performance.now() - due);
      due += EVERY_MS;
    }
  };
  const reading = Promise.all(Array.from({ length: READERS }, (_, index) => reader(index)));
  // Told by stop(); until then nobody listens.
  reading.catch(() => {});
  return {
    states,
    async stop() {
      stopping.abort();
      await reading;
      await dispatcher.close();
      return taken;
    },
  };
}
