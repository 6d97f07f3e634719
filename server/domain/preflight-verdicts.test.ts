import { expect, test } from 'vitest';
import { judgeClock, judgeExpiry, judgeTls, type TlsFacts } from '#server/domain/preflight-verdicts.ts';

const NOW = new Date('2026-05-10T12:00:00Z');
const in_ = (ms: number): Date => new Date(NOW.getTime() + ms);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test.each([
  [null, 'ok', 'The token names no end'],
  [in_(30 * DAY), 'ok', 'The token expires in 30 d, on 2026-06-09 12:00 UTC'],
  [in_(7 * DAY), 'ok', 'The token expires in 7 d, on 2026-05-17 12:00 UTC'],
  [in_(7 * DAY - 1), 'warning', 'The token expires in 6 d, on 2026-05-17 11:59 UTC'],
  [in_(90 * 60_000), 'warning', 'The token expires in 1 h, on 2026-05-10 13:30 UTC'],
  [in_(0), 'failed', 'The token expired 0 s ago, on 2026-05-10 12:00 UTC'],
  [in_(-3 * DAY), 'failed', 'The token expired 3 d ago, on 2026-05-07 12:00 UTC'],
])('a token that ends at %s: %s', (expiry, status, detail) => {
  expect(judgeExpiry('token', expiry, NOW)).toMatchObject({ status, detail });
});

test.each([
  [null, 'skipped', 'The server does not say what time it has'],
  [in_(0), 'ok', 'The clocks differ by less than 2 s'],
  [in_(-60_000), 'ok', 'The clocks differ by 1 min'],
  [in_(60_001), 'warning', "The cluster's clock is 1 min ahead of ours"],
  [in_(-2 * HOUR), 'warning', "The cluster's clock is 2 h behind ours"],
])('a server whose clock says %s: %s', (date, status, detail) => {
  expect(judgeClock(date, NOW)).toMatchObject({ status, detail });
});

const good: TlsFacts = {
  encrypted: true,
  verify: true,
  untrusted: null,
  certificateExpiry: in_(100 * DAY),
  ownCa: true,
};
test.each<[Partial<TlsFacts>, string, string]>([
  [{}, 'ok', "Verified by the fabric's CA certificate; the server's certificate expires in 100 d"],
  [{ ownCa: false, certificateExpiry: null }, 'ok', 'Verified by the authorities that the system trusts'],
  [{ certificateExpiry: in_(14 * DAY) }, 'ok', 'expires in 14 d'],
  [{ certificateExpiry: in_(14 * DAY - 1) }, 'warning', 'expires in 13 d'],
  [{ untrusted: 'self-signed' }, 'failed', 'TLS verification failed: self-signed'],
  [{ verify: false, untrusted: 'self-signed' }, 'warning', 'Verification is off: self-signed'],
  [{ verify: false }, 'warning', 'although the certificate would pass'],
  [{ verify: false, certificateExpiry: in_(-DAY) }, 'warning', 'expired 1 d ago'],
  [{ encrypted: false }, 'warning', 'unencrypted'],
])('TLS with %j: %s', (facts, status, detail) => {
  const verdict = judgeTls({ ...good, ...facts }, NOW);

  expect(verdict.status).toBe(status);
  expect(verdict.detail).toContain(detail);
});
