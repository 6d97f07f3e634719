import { expect, test } from 'vitest';
import type { Delivery } from '#server/domain/wire/webhook.ts';
import { lastDeliveryWords } from './webhook-words.ts';

const LAST: Delivery = {
  id: 1,
  uuid: 'u',
  webhook_id: 1,
  event: 'test',
  fabric_id: null,
  status: 'delivered',
  attempts: 1,
  queued_at: '2026-03-01T12:00:00.000Z',
  next_attempt_at: null,
  finished_at: '2026-03-01T12:00:01.000Z',
  status_code: 200,
  error: null,
};

test.each<[Partial<Delivery>, string, string, string | null]>([
  [{}, 'good', 'Delivered', null],
  [{ error: 'refused for 1 of 2 recipients' }, 'good', 'Delivered', 'refused for 1 of 2 recipients'],
  [{ status: 'failed', error: 'answered 500' }, 'bad', 'Given up', 'answered 500'],
  [{ status: 'pending', attempts: 0 }, 'busy', 'Waiting', null],
  [
    { status: 'pending', attempts: 2, error: 'answered 500' },
    'caution',
    'Attempt 2 failed, trying again',
    'answered 500',
  ],
])('%j', (change, tone, word, note) => {
  expect(lastDeliveryWords({ ...LAST, ...change })).toEqual({ tone, word, note });
});
