import { expect, test } from 'vitest';
import { triggerInput } from '#server/domain/wire/run.ts';

test('an empty body is an incremental run of normal priority that consents to nothing', () => {
  expect(triggerInput.parse({})).toEqual({ force: false, priority: 'normal', confirm_prune: false });
});

test.each(['low', 'normal', 'high', 'urgent'])('priority %s is accepted', (priority) => {
  expect(triggerInput.parse({ priority }).priority).toBe(priority);
});

test.each([
  { priority: 'highest' },
  { priority: 3 },
  { force: 'true' },
  { force: null },
  { confirm_prune: 1 },
  { confirmPrune: true },
  { trigger_type: 'periodic' },
])('%j is refused', (body) => {
  expect(triggerInput.safeParse(body).success).toBe(false);
});
