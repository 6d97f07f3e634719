import { describe, expect, it } from 'vitest';
import { safeReturnPath } from './return-path.ts';

describe('safeReturnPath', () => {
  it.each([
    ['/fabrics/3?tab=x', '/fabrics/3?tab=x'],
    [undefined, '/'],
    ['', '/'],
    ['fabrics', '/'],
    ['//evil.example', '/'],
    [String.raw`/\evil.example`, '/'],
    ['/\t/evil.example', '/'],
    ['https://evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['/login', '/'],
    ['/login?next=/login', '/'],
  ])('%j leads to %s', (next, path) => {
    expect(safeReturnPath(next)).toBe(path);
  });
});
