import { openClient } from '../cluster/client.ts';
import type { ApiServer } from '../cluster/target.ts';

const WRITE_VERBS: ReadonlySet<string> = new Set([
  'POST',
  'PUT',
  'PATCH',
  'APPLY',
  'DELETE',
  'DELETECOLLECTION',
]);
/** A line of the API server's own metrics, up to its value. */
const LINE = /^apiserver_request_total\{([^}]*)\} (\S+)$/gm;
const LABEL = /(\w+)="([^"]*)"/g;

/** How many writes of Hedgehog objects the API server has counted since it started: not what anybody says of himself. */
export async function countWrites(server: ApiServer): Promise<number> {
  const client = openClient(server);
  try {
    const { text } = await client.send('GET', '/metrics', { headers: { accept: 'text/plain' } });
    let writes = 0;
    for (const [, labels = '', value = '0'] of text.matchAll(LINE)) {
      const of = Object.fromEntries([...labels.matchAll(LABEL)].map(([, name, text]) => [name, text]));
      if (!of['group']?.endsWith('.githedgehog.com') || of['dry_run'] === 'All') continue;
      if (WRITE_VERBS.has(of['verb'] ?? '')) writes += Number(value);
    }
    return writes;
  } finally {
    await client.close();
  }
}
