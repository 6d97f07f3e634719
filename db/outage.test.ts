import { expect, test } from 'vitest';
import { isDatabaseAway } from '#db/outage.ts';

const failure = (code: string, cause?: Error): Error => Object.assign(new Error('x', { cause }), { code });

test.each(['57P01', '57P03', '25P03', '08006', 'CONNECTION_CLOSED', 'CONNECT_TIMEOUT', 'ECONNREFUSED'])(
  '%s: away, also as the cause of what a layer above says',
  (code) => {
    expect(isDatabaseAway(failure(code))).toBe(true);
    expect(isDatabaseAway(new Error('Failed query', { cause: failure(code) }))).toBe(true);
  },
);

test.each([failure('23505'), failure('42601'), new Error('x'), 'ECONNREFUSED', null])(
  '%s: it is there',
  (error) => {
    expect(isDatabaseAway(error)).toBe(false);
  },
);
