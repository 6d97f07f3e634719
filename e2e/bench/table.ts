import type { Row } from './row.ts';

/** As Markdown, aligned. */
export function printTable(rows: readonly Row[]): void {
  const cells = [
    ['work', 'goal', 'ours', 'reference', 'ratio', 'met'],
    ...rows.map(({ work, goal, ours, reference, ratio, ok }) => [
      work,
      goal,
      shown(ours),
      reference === null ? '' : shown(reference),
      ratio === null ? '' : ratio.toFixed(2),
      ok ? 'yes' : 'no',
    ]),
  ];
  const widths =
    cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const [head = [], ...body] = cells;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  process.stdout.write(`${line(head)}${rule}${body.map(line).join('')}`);
}

const shown = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(3));
