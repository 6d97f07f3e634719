import { Agent, request } from 'undici';
import { isAppError } from '#server/domain/app-error.ts';
import type { DeliveryBody } from '#server/domain/delivery/message.ts';
import { faultWords, SEND_LIMIT_MS, type SendResult } from '#server/delivery/send-result.ts';
import { signatureOf } from '#server/delivery/signature.ts';
import { checkedLookup } from '#server/kubernetes/agent.ts';
import type { Outbound } from '#server/outbound/outbound.ts';

/** Of an answer nothing is kept; more than this is not even read. */
const ANSWER_LIMIT_BYTES = 64 * 1024;

export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

/** POSTs one message. Its address is checked as written and again as dialled; never throws. */
export async function sendWebhook(
  { url, secret }: WebhookTarget,
  body: DeliveryBody,
  outbound: Outbound,
  now: Date,
  limitMs: number = SEND_LIMIT_MS,
): Promise<SendResult> {
  const text = JSON.stringify(body);
  const agent = new Agent({
    allowH2: false,
    connections: 1,
    connect: { lookup: checkedLookup(outbound), timeout: limitMs },
  });
  try {
    outbound.checkUrl(url);
    const { statusCode, body: answer } = await request(url, {
      method: 'POST',
      dispatcher: agent,
      signal: AbortSignal.timeout(limitMs),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'fabric-sync',
        'x-fabric-sync-event': body.type,
        'x-fabric-sync-delivery': body.id,
        'x-fabric-sync-signature': signatureOf(secret, text, now),
      },
      body: text,
    });
    await answer.dump({ limit: ANSWER_LIMIT_BYTES, signal: AbortSignal.timeout(limitMs) }).catch(() => {});
    return resultOf(statusCode);
  } catch (error) {
    const refused = findRefusal(error);
    if (refused !== null) return { type: 'failed', permanent: true, statusCode: null, error: refused };
    return { type: 'failed', permanent: false, statusCode: null, error: faultWords(error) };
  } finally {
    await agent.destroy();
  }
}

function resultOf(statusCode: number): SendResult {
  if (statusCode >= 200 && statusCode < 300) return { type: 'delivered', statusCode, note: null };
  if (statusCode >= 300 && statusCode < 400) {
    const error = `answered ${statusCode}: redirects are not followed, enter the address that it leads to`;
    return { type: 'failed', permanent: true, statusCode, error };
  }
  // "Gone" is the receiver's word for "never again".
  return { type: 'failed', permanent: statusCode === 410, statusCode, error: `answered ${statusCode}` };
}

/** A refusal of ours may come wrapped by the connection that asked for the address. */
function findRefusal(error: unknown): string | null {
  if (isAppError(error)) return error.message;
  return error instanceof Error && error.cause !== undefined ? findRefusal(error.cause) : null;
}
