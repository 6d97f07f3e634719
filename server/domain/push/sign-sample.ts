import { createHmac } from 'node:crypto';
import type { SamplePush } from './sample-pushes.ts';

/** A secret as the product makes them. For tests. */
export const SAMPLE_SECRET = `whsec_${Buffer.alloc(32, 'fabric').toString('base64')}`;

/** Signs as the host does, by its own documentation. For tests. */
export function signSample(
  proof: SamplePush['proof'],
  body: string,
  secret: string,
  now: Date,
  id = 'msg-1',
): Record<string, string> {
  const hex = createHmac('sha256', secret).update(body).digest('hex');
  switch (proof) {
    case 'x-hub-signature-256':
      return {
        'x-hub-signature': `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`,
        'x-hub-signature-256': `sha256=${hex}`,
      };
    case 'x-gitea-signature':
      return {
        'x-gitea-signature': hex,
        'x-gogs-signature': hex,
        'x-hub-signature-256': `sha256=${hex}`,
        'x-hub-signature': `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`,
      };
    case 'x-hub-signature':
      return { 'x-hub-signature': `sha256=${hex}` };
    case 'token':
      return { 'x-gitlab-token': secret };
    case 'standard': {
      const time = String(Math.floor(now.getTime() / 1_000));
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
      const signature = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64');
      return {
        'webhook-id': id,
        'webhook-timestamp': time,
        'webhook-signature': `v1,${signature}`,
      };
    }
  }
}
