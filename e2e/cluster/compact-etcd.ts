import { request } from 'node:http';
import { join } from 'node:path';
import type { Cluster } from './start.ts';

/** Makes the cluster forget every revision but the newest, as it does by itself every five minutes. */
export async function compactEtcd({ folder }: Cluster): Promise<void> {
  const { header } = (await call(folder, 'range', { key: base64('/') })) as { header: { revision: string } };
  await call(folder, 'compaction', { revision: header.revision, physical: true });
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** etcd's JSON gateway, on the socket in the cluster's folder. */
async function call(folder: string, verb: string, body: object): Promise<unknown> {
  const text = await new Promise<string>((done, failed) => {
    const options = { socketPath: join(folder, 'etcd:2379'), path: `/v3/kv/${verb}`, method: 'POST' };
    const sent = request(options, (answer) => {
      let received = '';
      answer.on('data', (part: Buffer) => void (received += part.toString()));
      answer.on('end', () =>
        answer.statusCode === 200 ? done(received) : failed(new Error(`etcd ${verb}: ${received}`)),
      );
      answer.on('error', failed);
    });
    sent.on('error', failed);
    sent.end(JSON.stringify(body));
  });
  return JSON.parse(text);
}
