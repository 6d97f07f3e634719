import { describe, expect, it } from 'vitest';
import { tokenExpiry } from './errors/token-expiry.ts';
import { LONGEST_WAIT_MS, mostWaits, retryAfterMs, waitMs } from './retry-after.ts';
import { parseWarnings } from './warnings.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const SECRETS = { token: 'canary', server: 'https://k8s.example.com' };

describe('retryAfterMs', () => {
  it.each<[string | undefined, number | null]>([
    [undefined, null],
    ['', null],
    ['0', 0],
    ['7', 7_000],
    ['-1', null],
    ['soon', null],
    ['Sat, 21 Nov 2026 12:00:05 GMT', 5_000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
  ])('%j → %j', (header, wanted) => {
    expect(retryAfterMs(header, NOW)).toBe(wanted);
  });
});

describe('waitMs', () => {
  it.each([
    ['the header', { header: '3', bodySeconds: 9, waits: 0 }, 3_000],
    ['else the body', { header: undefined, bodySeconds: 2, waits: 0 }, 2_000],
    ['else half a second and a half of it', { header: undefined, bodySeconds: 0, waits: 0 }, 250],
    ['doubled', { header: undefined, bodySeconds: 0, waits: 3 }, 2_000],
    ['and never for long', { header: '3600', bodySeconds: 0, waits: 0 }, LONGEST_WAIT_MS],
  ])('waits for what %s says', (_title, asked, wanted) => {
    expect(waitMs(asked, NOW, 0)).toBe(wanted);
  });

  it('never comes earlier than asked', () => {
    expect(waitMs({ header: '3', bodySeconds: 0, waits: 0 }, NOW, 0.99)).toBeGreaterThan(3_000);
  });
});

describe('mostWaits', () => {
  const told = { 'retry-after': '1' };
  it.each([
    ['429', 'never', 429, {}, '', 4],
    ['429 with Retry-After', 'write', 429, told, '', 4],
    ['503 with Retry-After', 'write', 503, told, '', 4],
    ['503 with Retry-After, to what does something else the second time', 'never', 503, told, '', 0],
    ['500', 'write', 500, {}, 'etcdserver: leader changed', 2],
    ['504', 'read', 504, {}, '', 2],
    ['502 to what does something else the second time', 'never', 502, {}, '', 0],
    [
      '500 over an object that does not fit its schema',
      'write',
      500,
      {},
      'failed to create typed patch object',
      0,
    ],
    ['501', 'read', 501, {}, '', 0],
    ['422', 'write', 422, told, '', 0],
    ['200', 'read', 200, {}, '', 0],
  ] as const)('%s (%s)', (_title, repeat, status, headers, text, wanted) => {
    expect(mostWaits({ repeat }, { status, headers, text })).toBe(wanted);
  });
});

describe('parseWarnings', () => {
  it.each<[string, string | string[] | undefined, string[]]>([
    ['none', undefined, []],
    [
      'one',
      '299 - "MCLAG is deprecated and no longer supported"',
      ['MCLAG is deprecated and no longer supported'],
    ],
    [
      'several in one header',
      '299 - "first, with a comma", 299 - "second"',
      ['first, with a comma', 'second'],
    ],
    ['several headers', ['299 - "first"', '299 - "second"'], ['first', 'second']],
    [
      'quotes',
      String.raw`299 - "metadata.finalizers: \"foo\": prefer a name"`,
      ['metadata.finalizers: "foo": prefer a name'],
    ],
    ['with a date', '299 kube "old" "Sat, 21 Nov 2026 12:00:05 GMT"', ['old']],
    ['no warning at all', 'hello', []],
    ['secrets', '299 - "token canary at k8s.example.com"', ['token [redacted] at the server']],
  ])('%s', (_title, header, wanted) => {
    expect(parseWarnings(header, SECRETS)).toEqual(wanted);
  });

  it('keeps a bounded number of bounded texts', () => {
    const header = Array.from({ length: 100 }, () => `299 - "${'x'.repeat(2_000)}"`);

    expect(JSON.stringify(parseWarnings(header, SECRETS)).length).toBeLessThan(7_000);
  });
});

describe('tokenExpiry', () => {
  const token = (payload: unknown): string =>
    `h.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.s`;

  it('reads the time of a JWT', () => {
    expect(tokenExpiry(token({ exp: 1_795_262_400 }))).toEqual(new Date('2026-11-21T12:00:00Z'));
  });

  it.each([
    '',
    'abc',
    'a.b.c',
    token({}),
    token({ exp: 'soon' }),
    token({ exp: -1 }),
    token(null),
    token({ exp: 1e300 }),
  ])('reads none in %j', (text) => {
    expect(tokenExpiry(text)).toBeNull();
  });
});
