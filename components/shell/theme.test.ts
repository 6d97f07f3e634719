import { expect, it } from 'vitest';
import { readTheme, themeCookie } from './theme.ts';

it.each([
  ['dark', 'dark'],
  ['light', 'light'],
  [undefined, 'auto'],
  ['"><script>', 'auto'],
])('cookie %j means %s', (cookie, theme) => {
  expect(readTheme(cookie)).toBe(theme);
});

it('keeps the choice for the whole site', () => {
  expect(themeCookie('dark')).toMatch(/^fabric_sync_theme=dark; Path=\/; Max-Age=\d+; SameSite=Lax$/);
});
