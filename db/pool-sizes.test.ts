import { expect, test } from 'vitest';
import {
  LISTEN_CONNECTIONS,
  POOL_SIZES,
  RESERVED_CONNECTIONS,
  SERVER_MAX_CONNECTIONS,
} from '#db/pool-sizes.ts';

test('2 web and 3 worker processes fit one server, with room for a migration and an administrator', () => {
  const web = 2 * (POOL_SIZES.web + LISTEN_CONNECTIONS);
  const worker = 3 * (POOL_SIZES.worker + LISTEN_CONNECTIONS);

  expect(web + worker + 5).toBeLessThanOrEqual(SERVER_MAX_CONNECTIONS - RESERVED_CONNECTIONS);
});
