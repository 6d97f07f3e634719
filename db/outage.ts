/** Postgres: going down, gone, not up yet, no room (SQLSTATE); its driver and the network: no connection. */
const OUTAGE = new Set([
  '57P01',
  '57P02',
  '57P03',
  '25P03',
  '53300',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Whether a query failed because the database was away, rather than refusing it: the same may succeed in a moment. */
export function isDatabaseAway(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = 'code' in at ? String(at.code) : '';
    if (OUTAGE.has(code) || /^08[0-9A-Z]{3}$/.test(code)) return true;
  }
  return false;
}
