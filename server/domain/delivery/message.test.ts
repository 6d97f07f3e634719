import { describe, expect, test } from 'vitest';
import { deliveryBody, mailOf } from '#server/domain/delivery/message.ts';
import type { JsonObject } from '#server/domain/resource.ts';
import type { DeliveryEvent } from '#server/domain/words.ts';

const body = (event: DeliveryEvent, data: JsonObject, fabric: JsonObject | null = { id: 7, name: 'lab' }) =>
  deliveryBody({
    uuid: 'u-1',
    event,
    payload: { occurred_at: '2026-03-01T12:00:00.000Z', fabric, data },
  });

test('the body says what, when, about whom and which message it is', () => {
  expect(body('transition', { from: 'in_sync', to: 'error' })).toEqual({
    id: 'u-1',
    type: 'transition',
    occurred_at: '2026-03-01T12:00:00.000Z',
    fabric: { id: 7, name: 'lab' },
    data: { from: 'in_sync', to: 'error' },
  });
});

describe('as a mail', () => {
  test.each<[DeliveryEvent, JsonObject, string, string[]]>([
    [
      'notice.opened',
      { title: 'Automatic runs are paused', text: 'what happened', advice: 'do it' },
      '[Fabric Sync] lab: Automatic runs are paused',
      ['what happened', 'What to do: do it', 'https://sync.example/fabrics/7'],
    ],
    [
      'notice.closed',
      { title: 'Automatic runs are paused', opened_at: '2026-03-01T11:00:00.000Z' },
      '[Fabric Sync] lab: resolved: Automatic runs are paused',
      ['It began at 2026-03-01T11:00:00.000Z.'],
    ],
    [
      'transition',
      { from: 'in_sync', to: 'error', reason: 'denied', actor: 'scheduler' },
      '[Fabric Sync] lab: in_sync → error',
      ['Why: denied', 'By: scheduler'],
    ],
    ['transition', { from: null, to: 'never_synced' }, '[Fabric Sync] lab: new → never_synced', []],
    [
      'run.ended',
      { status: 'failed', task_id: 'sync_1', actor: 'admin', error_message: 'Connection refused' },
      '[Fabric Sync] lab: run failed',
      ['Run: sync_1', 'Started by: admin', 'Connection refused'],
    ],
  ])('%s', (event, data, subject, lines) => {
    const mail = mailOf(body(event, data), 'https://sync.example/');

    expect(mail.subject).toBe(subject);
    expect(mail.text.split('\n')).toEqual(expect.arrayContaining(lines));
  });

  test('a test is about no fabric', () => {
    const mail = mailOf(body('test', {}, null), 'https://sync.example');

    expect(mail).toEqual({
      subject: '[Fabric Sync] test message',
      text: 'test message\n\nMails of Fabric Sync reach you.\nAt: 2026-03-01T12:00:00.000Z\n\nhttps://sync.example\n',
    });
  });
});
