import type { Counts } from './steps.ts';

const number = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);

/** `Tests  3 failed | 41 passed | 2 skipped (46)`, Vitest's closing line; null where it never came. */
export function vitestCounts(output: string): Counts | null {
  const line = /^\s*Tests\s+(.*)$/m.exec(output)?.[1];
  if (line === undefined) return null;
  return {
    passed: number(line, /(\d+) passed/),
    failed: number(line, /(\d+) failed/),
    skipped: number(line, /(\d+) skipped/),
  };
}

/** Playwright's closing lines: `  2 failed`, `  1 skipped`, `  12 passed (40.1s)`. */
export function playwrightCounts(output: string): Counts | null {
  if (!/^\s+\d+ (passed|failed)/m.test(output)) return null;
  return {
    passed: number(output, /^\s+(\d+) passed/m) + number(output, /^\s+(\d+) flaky/m),
    failed: number(output, /^\s+(\d+) failed/m),
    skipped: number(output, /^\s+(\d+) skipped/m),
  };
}
