import type { Look, Paint } from '#server/cli/paint.ts';
import { plain } from '#server/cli/plain.ts';

export interface Column<T> {
  readonly title: string;
  readonly text: (row: T) => string;
  readonly look?: (row: T) => Look | null;
}

const GAP = '  ';
/** Less than this of the last column tells nothing: each row becomes a block. */
const LAST_LEAST = 12;

/**
 * Rows under titles. On a terminal the last column is cut to what is left of the width, and where that is too little each row
 * is a block of lines; elsewhere nothing is cut. @param width null = no terminal
 */
export function table<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  width: number | null,
  paint: Paint,
): string {
  const cells = rows.map((row) => columns.map(({ text }) => plain(text(row))));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...cells.map((each) => lengthOf(each[index] ?? ''))),
  );
  const taken = widths.slice(0, -1).reduce((sum, each) => sum + each + GAP.length, 0);
  const left = width === null ? Infinity : width - taken;
  const painted = (row: T, index: number, text: string): string => {
    const look = columns[index]?.look?.(row) ?? null;
    return look === null ? text : paint(look, text);
  };
  if (left < Math.min(LAST_LEAST, widths.at(-1) ?? 0)) {
    return rows
      .map((row, at) =>
        columns
          .map(({ title }, index) => `${title}: ${painted(row, index, cells[at]?.[index] ?? '')}`)
          .join('\n'),
      )
      .join('\n\n')
      .concat('\n');
  }
  const isLast = (index: number): boolean => index === columns.length - 1;
  const line = (texts: readonly string[], look: (index: number, text: string) => string): string =>
    texts
      .map((text, index) =>
        isLast(index)
          ? look(index, cut(text, left))
          : `${look(index, text)}${' '.repeat((widths[index] ?? 0) - lengthOf(text))}`,
      )
      .join(GAP);
  const head = line(
    columns.map(({ title }) => title),
    (_, text) => paint('dim', text),
  );
  const body = rows.map((row, at) => line(cells[at] ?? [], (index, text) => painted(row, index, text)));
  return `${[head, ...body].join('\n')}\n`;
}

/** An instant of the API to the second: "2026-03-01 12:00:00Z". */
export const instantText = (instant: string): string => instant.replace('T', ' ').replace(/\.\d+Z$/, 'Z');

const lengthOf = (text: string): number => Array.from(text).length;

/** At most so many characters, with a mark where something is left out. */
export function cut(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, Math.max(0, most - 1)).join('')}…`;
}
