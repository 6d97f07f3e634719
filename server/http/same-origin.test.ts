import { expect, test } from 'vitest';
import { isOwnOrigin, isSameOrigin } from '#server/http/same-origin.ts';

const PUBLIC = 'https://sync.example';
const host = 'localhost:3000';

test.each([
  ['a page of ours', { secFetchSite: 'same-origin', origin: 'https://sync.example', host }, true],
  ['the address bar', { secFetchSite: 'none', host }, true],
  ['another site', { secFetchSite: 'cross-site', origin: 'https://evil.example', host }, false],
  ['a sibling domain', { secFetchSite: 'same-site', origin: 'https://other.example', host }, false],
  ['another site that claims our origin', { secFetchSite: 'cross-site', origin: PUBLIC, host }, false],
  ['an older browser, our host', { origin: 'http://localhost:3000', host }, true],
  ['an older browser, our public address behind a proxy', { origin: PUBLIC, host: 'backend:3000' }, true],
  ['an older browser, another port', { origin: 'http://localhost:4000', host }, false],
  ['an older browser, another site', { origin: 'https://evil.example', host }, false],
  ['a sandboxed frame', { origin: 'null', host }, false],
  ['curl', { host }, true],
])('%s', (_, headers, expected) => {
  expect(isSameOrigin(headers, PUBLIC)).toBe(expected);
});

test.each([
  ['null', false],
  ['', false],
  ['http://localhost:3000.evil.example', false],
  ['http://evil.example/?localhost:3000', false],
  ['http://LOCALHOST:3000', true],
])('the origin %j', (origin, expected) => {
  expect(isOwnOrigin(origin, host, PUBLIC)).toBe(expected);
});
