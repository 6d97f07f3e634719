import type { JsonObject, JsonValue } from '#server/domain/resource.ts';
import type { DeliveryEvent } from '#server/domain/words.ts';

/** What a receiver gets as JSON; the same for each attempt. */
export interface DeliveryBody {
  /** To tell a message that came twice: it is sent at least once. */
  readonly id: string;
  readonly type: DeliveryEvent;
  /** ISO 8601 UTC; messages may overtake each other. */
  readonly occurred_at: JsonValue;
  /** Null for a test. */
  readonly fabric: JsonValue;
  readonly data: JsonValue;
}

export function deliveryBody(row: {
  readonly uuid: string;
  readonly event: DeliveryEvent;
  readonly payload: JsonObject;
}): DeliveryBody {
  const { occurred_at = null, fabric = null, data = {} } = row.payload;
  return { id: row.uuid, type: row.event, occurred_at, fabric, data };
}

export interface Mail {
  readonly subject: string;
  readonly text: string;
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: JsonValue | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** The same as a person reads it in a mail. @param publicUrl address under which people open the app */
export function mailOf(body: DeliveryBody, publicUrl: string): Mail {
  const fabric = isObject(body.fabric) ? body.fabric : {};
  const name = textOf(fabric['name']);
  const data = isObject(body.data) ? body.data : {};
  const { headline, lines } = wordsOf(body.type, data);
  const id = textOf(fabric['id']);
  const page = id === '' ? publicUrl : `${publicUrl.replace(/\/+$/, '')}/fabrics/${id}`;
  const subject = name === '' ? `[Fabric Sync] ${headline}` : `[Fabric Sync] ${name}: ${headline}`;
  const text = [
    ...(name === '' ? [headline] : [`${name}: ${headline}`]),
    '',
    ...lines.filter((line) => line !== ''),
    `At: ${textOf(body.occurred_at)}`,
    '',
    page,
    '',
  ].join('\n');
  return { subject, text };
}

function wordsOf(
  type: DeliveryEvent,
  data: JsonObject,
): { readonly headline: string; readonly lines: readonly string[] } {
  switch (type) {
    case 'notice.opened':
      return {
        headline: textOf(data['title']),
        lines: [textOf(data['text']), `What to do: ${textOf(data['advice'])}`],
      };
    case 'notice.closed':
      return {
        headline: `resolved: ${textOf(data['title'])}`,
        lines: ['What this notice was about has ended.', `It began at ${textOf(data['opened_at'])}.`],
      };
    case 'transition':
      return {
        headline: `${textOf(data['from']) || 'new'} → ${textOf(data['to'])}`,
        lines: [`Why: ${textOf(data['reason'])}`, `By: ${textOf(data['actor'])}`],
      };
    case 'run.ended':
      return {
        headline: `run ${textOf(data['status'])}`,
        lines: [
          `Run: ${textOf(data['task_id'])}`,
          `Started by: ${textOf(data['actor'])}`,
          textOf(data['error_message']),
        ],
      };
    case 'test':
      return { headline: 'test message', lines: ['Mails of Fabric Sync reach you.'] };
  }
}
