import { Agent, request } from 'undici';
import type { ApiServer } from '../../cluster/target.ts';
import type { HedgehogObject } from '../hedgehog-objects.ts';
import { seconds } from '../row.ts';

/** As many as the engine may have under way. */
const WIDTH = 32;

/** Path of a kind's objects: the API's plural is not always the kind with an s. */
const PLURALS: Readonly<Record<string, string>> = { Switch: 'switches' };
const pluralOf = (kind: string): string => PLURALS[kind] ?? `${kind.toLowerCase()}s`;

/**
 * Nothing but apply requests, side by side, of objects that stand in memory already: what the API server takes. No order, no
 * reading, no record, no reading back. @returns seconds
 */
export async function applyBare(
  { server, ca, token }: ApiServer,
  namespace: string,
  objects: readonly HedgehogObject[],
): Promise<number> {
  const dispatcher = new Agent({
    allowH2: false,
    connections: WIDTH,
    pipelining: 1,
    connect: ca === null ? {} : { ca },
  });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/apply-patch+yaml' };
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let object = objects[next++]; object !== undefined; object = objects[next++]) {
      const { apiVersion, kind, metadata } = object;
      const path = `/apis/${apiVersion}/namespaces/${namespace}/${pluralOf(kind)}/${metadata.name}`;
      const { statusCode, body } = await request(`${server}${path}?fieldManager=bench&force=true`, {
        method: 'PATCH',
        dispatcher,
        headers,
        body: JSON.stringify(object),
      });
      const text = await body.text();
      if (statusCode > 201) throw new Error(`${kind} ${metadata.name}: ${statusCode} ${text}`);
    }
  };
  try {
    return await seconds(() => Promise.all(Array.from({ length: WIDTH }, lane)));
  } finally {
    await dispatcher.close();
  }
}
