import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SYNC_STATES } from '#server/domain/sync-state.ts';
import { liveMessages, subscription } from './live.ts';

/**
 * The messages as the requirements write them (section 6.2): fields and types are copied from there and none is ours, so that both
 * can disagree. Other clients read these; a field that is renamed here would break them without a word.
 */
const DOCUMENTED = {
  'sync.status_update': {
    fabric_id: 'integer',
    status: 'string',
    display_text: 'string',
    timestamp: 'date-time',
  },
  'sync.progress_update': {
    fabric_id: 'integer',
    task_id: 'string',
    percentage: 'integer',
    message: 'string',
    timestamp: 'date-time',
  },
  'sync.error': {
    fabric_id: 'integer',
    error_type: 'string',
    error_message: 'string',
    retry_available: 'boolean',
    timestamp: 'date-time',
  },
  'sync.completed': {
    fabric_id: 'integer',
    success: 'boolean',
    duration_seconds: 'integer',
    resources_synced: 'integer',
    timestamp: 'date-time',
  },
} as const;

const typesOf = (message: z.ZodObject): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(z.toJSONSchema(message).properties ?? {}).map(([name, schema]) => {
      const { type, format } = schema as { readonly type?: string; readonly format?: string };
      return [name, format ?? type];
    }),
  );

describe('the payload of', () => {
  test.each(Object.entries(DOCUMENTED))('%s', (type, fields) => {
    const schema = liveMessages[type as keyof typeof DOCUMENTED];

    expect(typesOf(schema)).toEqual(fields);
    expect(z.toJSONSchema(schema).required?.toSorted()).toEqual(Object.keys(fields).toSorted());
  });
});

test('a status is a word of the seven states', () => {
  expect(liveMessages['sync.status_update'].shape.status.options).toEqual([...SYNC_STATES]);
});

test('what is sent beside them is named here', () => {
  const ours = Object.keys(liveMessages).filter((type) => !Object.hasOwn(DOCUMENTED, type));

  expect(ours).toEqual(['notice.changed']);
});

test('subscribe and unsubscribe take the documented payload', () => {
  expect(subscription.parse({ fabric_ids: [1, 2, 3] })).toEqual({ fabric_ids: [1, 2, 3] });
});
