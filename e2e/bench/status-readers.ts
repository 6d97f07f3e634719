import { request } from 'undici';
import { startReaders, type Readers } from './readers.ts';

export interface StatusReaders extends Readers {
  /** The state of each fabric as it was last read. */
  readonly states: ReadonlyMap<number, string>;
}

/** Reads the status of fabrics in turn. */
export function readStatuses(url: string, token: string, fabrics: readonly number[]): StatusReaders {
  const headers = { authorization: `Token ${token}` };
  const states = new Map<number, string>();
  const readers = startReaders(async (dispatcher, turn) => {
    const fabric = fabrics[turn % fabrics.length] ?? 0;
    const { statusCode, body } = await request(`${url}/api/hedgehog/fabrics/${fabric}/sync/status`, {
      dispatcher,
      headers,
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`status of fabric ${fabric}: ${statusCode} ${text}`);
    const { calculated_sync_status: state } = JSON.parse(text) as { calculated_sync_status: string };
    states.set(fabric, state);
  });
  return { states, stop: readers.stop };
}
