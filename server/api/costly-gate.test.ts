import { expect, test } from 'vitest';
import { createCostlyGate } from '#server/api/costly-gate.ts';

const busy = expect.objectContaining({ code: 'SERVER_BUSY', details: { retry_after_seconds: 5 } });

test('one person takes so many places, all together so many, and each is given back', () => {
  const gate = createCostlyGate({ all: 3, each: 2 });
  const leave = gate.enter('anna');
  gate.enter('anna');

  expect(() => gate.enter('anna')).toThrow(busy);
  gate.enter('berta');
  expect(() => gate.enter('carla')).toThrow(busy);

  leave();
  expect(() => gate.enter('carla')).not.toThrow();
});
