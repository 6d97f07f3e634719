import { describe, expect, it, test } from 'vitest';
import { createPaint } from '#server/cli/paint.ts';
import { cut, instantText, table } from '#server/cli/table.ts';

interface Row {
  readonly name: string;
  readonly why: string;
}
const COLUMNS = [
  { title: 'NAME', text: ({ name }: Row) => name, look: () => 'red' as const },
  { title: 'WHY', text: ({ why }: Row) => why },
];
const ROWS = [
  { name: 'dc1', why: 'the cluster refused its credentials' },
  { name: 'a-longer-name', why: 'ok' },
];
const plainPaint = createPaint(false);

describe('table', () => {
  it('cuts nothing where there is no terminal', () => {
    expect(table(COLUMNS, ROWS, null, plainPaint)).toBe(
      [
        'NAME           WHY',
        'dc1            the cluster refused its credentials',
        'a-longer-name  ok',
        '',
      ].join('\n'),
    );
  });

  it.each([28, 40, 60])('keeps to a terminal of %i columns', (columns) => {
    const lines = table(COLUMNS, ROWS, columns, plainPaint).trimEnd().split('\n');

    expect(lines).toHaveLength(3);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  });

  it('makes a block of each row where the width is too little', () => {
    expect(table(COLUMNS, ROWS, 20, plainPaint)).toBe(
      'NAME: dc1\nWHY: the cluster refused its credentials\n\nNAME: a-longer-name\nWHY: ok\n',
    );
  });

  it('lines up what is coloured like what is not', () => {
    const coloured = table(COLUMNS, ROWS, 60, createPaint(true));

    expect(coloured).toContain('\u001b[31mdc1\u001b[0m            the');
    // oxlint-disable-next-line no-control-regex
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(table(COLUMNS, ROWS, 60, plainPaint));
  });

  it('no cell steers the terminal or breaks its line', () => {
    const hostile = [{ name: 'a\u001b[2J\nb', why: 'x\u202ey\u0007' }];

    expect(table(COLUMNS, hostile, null, plainPaint)).toBe('NAME     WHY\na?[2J?b  x?y?\n');
  });
});

test.each([
  ['abcdef', 6, 'abcdef'],
  ['abcdef', 5, 'abcd…'],
  ['äöü😀x', 4, 'äöü…'],
  ['ab', 0, '…'],
])('%s cut to %i is %s', (text, most, expected) => {
  expect(cut(text, most)).toBe(expected);
});

test.each([
  ['2026-03-01T12:00:00.123Z', '2026-03-01 12:00:00Z'],
  ['2026-03-01T12:00:00Z', '2026-03-01 12:00:00Z'],
])('%s is shown as %s', (instant, text) => {
  expect(instantText(instant)).toBe(text);
});
