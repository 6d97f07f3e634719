import { createHmac } from 'node:crypto';

/** Proves who sent a body and when: `t=<seconds since 1970>,v1=<hex>` over `<seconds>.<body>`. */
export function signatureOf(secret: string, body: string, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1_000);
  const hex = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${hex}`;
}
